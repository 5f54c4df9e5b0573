import manifest from '../package.json' with { type: 'json' };

/** The version of Pricewire that runs, as each record keeps it. */
export const CODE_VERSION: string = manifest.version;
