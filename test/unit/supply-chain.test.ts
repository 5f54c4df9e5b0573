import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

interface Locked {
  version?: string;
  license?: string;
  integrity?: string;
  resolved?: string;
  dev?: boolean;
  devOptional?: boolean;
  inBundle?: boolean;
  hasInstallScript?: boolean;
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const json = (file: string) => JSON.parse(readFileSync(`${ROOT}${file}`, 'utf8'));
const manifest = json('package.json');
const lock = json('package-lock.json');
const { '': own, ...packages } = lock.packages as Record<string, Locked>;
const locked = Object.entries(packages);
const GROUPS = ['dependencies', 'devDependencies', 'optionalDependencies'];

/** Licences of shipped packages and of tools. MPL has conditions for shipping changed files. */
const SHIPPED = [
  'MIT',
  'MIT-0',
  'Apache-2.0',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'BlueOak-1.0.0',
];
const TOOLS = [...SHIPPED, 'MPL-2.0'];

/** An SPDX expression is allowed if one of its alternatives is. None of ours uses AND. */
const isAllowed = (license: string | undefined, allowed: string[]): boolean =>
  (license ?? 'none')
    .replace(/[()]/g, '')
    .split(' OR ')
    .some((each) => allowed.includes(each));

describe('the dependencies', () => {
  it('are named by one version each, and not by a range', () => {
    const versions = GROUPS.flatMap((group) => Object.entries(manifest[group] ?? {}));
    expect(versions.length).toBeGreaterThan(30);
    expect(versions.filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(String(version)))).toEqual([]);
  });

  it('are locked as they are named', () => {
    for (const group of GROUPS) expect((own as Record<string, unknown>)[group]).toEqual(manifest[group]);
    for (const [name, version] of GROUPS.flatMap((group) => Object.entries(manifest[group] ?? {})))
      expect(packages[`node_modules/${name}`]?.version, name).toBe(version);
  });

  it('are locked by their content, and by no registry: whoever installs them chooses it', () => {
    expect(locked.filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
    // A package inside another one is covered by the outer one.
    expect(locked.filter(([, { integrity, inBundle }]) => !integrity && !inBundle)).toEqual([]);
  });

  it('have licences that let us ship them, and the tools ones that let us use them', () => {
    const isTool = ({ dev, devOptional }: Locked) => dev === true || devOptional === true;
    const refused = locked.filter(([, each]) => !isAllowed(each.license, isTool(each) ? TOOLS : SHIPPED));
    expect(refused.map(([name, { license }]) => `${name}: ${license}`)).toEqual([]);
  });

  it.each([
    ['MIT', true],
    ['(MIT OR GPL-3.0-or-later)', true],
    ['GPL-3.0-only', false],
    ['MIT AND GPL-3.0-only', false],
    ['MPL-2.0', false],
    [undefined, false],
  ])('may be shipped under %s: %s', (license, allowed) => {
    expect(isAllowed(license, SHIPPED)).toBe(allowed);
  });
});

describe('install scripts', () => {
  const wanting = locked.filter(([, { hasInstallScript }]) => hasInstallScript).map(([name]) => name);

  it('are wanted by two packages, neither of which needs it', () => {
    // esbuild's script only checks its binary, a package of its own; classic-level includes its binaries.
    expect(wanting.sort()).toEqual(['node_modules/classic-level', 'node_modules/esbuild']);
    expect(existsSync(`${ROOT}node_modules/classic-level/prebuilds`)).toBe(true);
  });
});

describe('the bill of materials', () => {
  it('is CycloneDX, of what is shipped and of nothing else', () => {
    const [npm = '', ...options] = String(manifest.scripts.sbom).split(' ');
    const bom = JSON.parse(execFileSync(npm, options, { cwd: ROOT, encoding: 'utf8', stdio: 'pipe' }));
    expect(bom.bomFormat).toBe('CycloneDX');
    const purls = (bom.components as { purl: string }[]).map(({ purl }) => purl);
    expect(purls).toContain(
      `pkg:npm/%40aws-sdk/client-dynamodb@${manifest.dependencies['@aws-sdk/client-dynamodb']}`,
    );
    expect(purls.filter((purl) => purl.startsWith('pkg:npm/vitest@'))).toEqual([]);
  });
});
