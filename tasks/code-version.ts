import { domainHash } from '../adapters/domain-hash.ts';
import manifest from '../package.json' with { type: 'json' };

/** Set when a function is bundled: there, the sources are not at hand. */
declare const DOMAIN_HASH: string | undefined;

/** The version of the code that judges, as each record keeps it, such as `0.2.0+1f0c9a3e`: the release and the hash of `domain/`. */
export const CODE_VERSION = `${manifest.version}+${typeof DOMAIN_HASH === 'string' ? DOMAIN_HASH : domainHash()}`;
