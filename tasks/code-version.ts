import manifest from '../package.json' with { type: 'json' };

/** The running version of Pricewire, which each record contains. */
export const CODE_VERSION: string = manifest.version;
