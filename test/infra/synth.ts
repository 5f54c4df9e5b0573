import { readFileSync } from 'node:fs';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { type CONFIGS, type Config, configFor } from '../../infra/config.ts';
import { addStacks } from '../../infra/stacks.ts';

export interface Resource {
  Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: a template is JSON of any depth
  Properties: any;
  DeletionPolicy?: string;
  UpdateReplacePolicy?: string;
  UpdatePolicy?: unknown;
  Metadata?: Record<string, string>;
}

const cdkJson = JSON.parse(readFileSync(new URL('../../cdk.json', import.meta.url), 'utf8'));

/** The flags of cdk.json, and each resource's path in its metadata. */
export const CONTEXT = { ...cdkJson.context, 'aws:cdk:enable-path-metadata': true };

/** The stacks of a stage, without the bundles of their functions. */
export async function synth(stage: keyof typeof CONFIGS): Promise<Synthesized> {
  return synthOf(configFor(stage));
}

/** As above, for any configuration. */
export async function synthOf(config: Config): Promise<Synthesized> {
  const app = new App({ context: { ...CONTEXT, 'aws:cdk:bundling-stacks': [] } });
  const stacks = Object.values(await addStacks(app, config));
  return new Synthesized(stacks.map((stack) => Template.fromStack(stack).toJSON()));
}

/** Resources by their path within the stack, such as `Tasks/Commit`, over all stacks. */
export class Synthesized {
  private readonly templates: Record<string, Record<string, unknown>>[];
  private readonly byPath: Map<string, Resource>;
  private readonly paths: Map<string, string>;

  constructor(templates: Record<string, Record<string, unknown>>[]) {
    this.templates = templates;
    const all = templates.flatMap(({ Resources }) => Object.entries(Resources as Record<string, Resource>));
    this.paths = new Map(all.map(([id, resource]) => [id, pathOf(resource)]));
    this.byPath = new Map(all.map(([, resource]) => [pathOf(resource), resource]));
  }

  /** All resource types of the app. */
  types(): string[] {
    return [...new Set([...this.byPath.values()].map(({ Type }) => Type))];
  }

  all(type: string): Record<string, Resource> {
    return Object.fromEntries([...this.byPath].filter(([, { Type }]) => Type === type));
  }

  one(type: string): Resource {
    const [only, ...others] = Object.values(this.all(type));
    if (only === undefined || others.length > 0) throw new Error(`not one ${type}, but ${others.length + 1}`);
    return only;
  }

  get(path: string): Resource {
    const resource = this.byPath.get(path);
    if (resource === undefined) throw new Error(`no resource ${path} among ${[...this.byPath.keys()]}`);
    return resource;
  }

  /** The logical id of the resource with this path. */
  idOf(path: string): string | undefined {
    return [...this.paths].find(([, each]) => each === path)?.[0];
  }

  /** A value with its references resolved to names: `Bus`, `Tasks/Commit.Arn`, also across stacks. */
  read(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((each) => this.read(each));
    if (typeof value !== 'object' || value === null) return value;
    const [[name, argument] = ['', undefined], ...others] = Object.entries(value);
    if (others.length === 0) {
      if (name === 'Ref') return this.paths.get(argument) ?? `<${argument}>`;
      if (name === 'Fn::GetAtt') return `${this.paths.get(argument[0])}.${argument[1]}`;
      if (name === 'Fn::Join') return argument[1].map((each: unknown) => this.read(each)).join(argument[0]);
      if (name === 'Fn::ImportValue') return this.read(this.exported(argument));
    }
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, this.read(each)]));
  }

  private exported(name: string): unknown {
    const outputs = this.templates.flatMap(({ Outputs = {} }) => Object.values(Outputs)) as {
      Value: unknown;
      Export?: { Name: string };
    }[];
    return outputs.find(({ Export }) => Export?.Name === name)?.Value;
  }
}

const pathOf = ({ Metadata = {} }: Resource): string =>
  (Metadata['aws:cdk:path'] ?? '').replace(/^\w+\//, '').replace(/\/Resource$/, '');
