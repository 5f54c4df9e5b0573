import { GetCommand, PutCommand, QueryCommand, ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { Trip } from '../domain/breaker.ts';
import { ModelHealth } from '../domain/model-health.ts';
import { type Mode, Policy, PolicyTerms } from '../domain/policy.ts';
import { Product } from '../domain/product.ts';
import { Time } from '../domain/time.ts';
import { allPages, type Tables, writeIf, writtenIf } from './dynamo.ts';

/** Products, and policies in immutable versions with a pointer to the one in force. */
export interface Catalog {
  product(productId: string): Promise<Product | undefined>;
  /** Puts the product, new or changed; the one that it replaces. */
  putProduct(product: Product): Promise<Product | undefined>;
  products(): AsyncIterable<Product>;
  /** The version in force and the mode, at most 1 s old. */
  policy(policyId: string): Promise<Policy | undefined>;
  policyVersion(policyId: string, version: number): Promise<PolicyTerms | undefined>;
  /** Policies in force. */
  policies(): Promise<Policy[]>;
  /**
   * Adds a version and puts it in force; undefined when another was put at the same time. `basedOn`: only while this version
   * is in force, 0 for none.
   */
  putPolicy(terms: PolicyTerms, note?: VersionNote, basedOn?: number): Promise<Policy | undefined>;
  /** Every version that is there and who brought it about, newest first; one may never have come in force. */
  policyVersions(policyId: string): Promise<NotedVersion[]>;
  /** False where there is no such policy, or where the trip comes too late: see `ModeChange`. */
  setMode(policyId: string, mode: Mode, change?: ModeChange): Promise<boolean>;
  /** What the policy's breaker last tripped over. */
  trip(policyId: string): Promise<Trip | undefined>;
  /** What every model's expectations were last found to be worth, at most 10 s old. */
  modelHealth(): Promise<ModelHealth[]>;
  putModelHealth(health: ModelHealth[]): Promise<void>;
}

/** Who brought a version about, and why. */
export const VersionNote = z.object({
  by: z.string().optional(),
  /** The second person. */
  approvedBy: z.string().optional(),
  putAt: Time.optional(),
  why: z.string().optional(),
  /** The draft that it was. */
  draftId: z.string().optional(),
});
export type VersionNote = z.infer<typeof VersionNote>;
export type NotedVersion = VersionNote & { version: number };

/**
 * When a person set the mode, or the trip that pauses the policy: only while it is live since `liveSince`, as it was when its
 * products were counted. Whoever resumes it meanwhile has looked at those moves.
 */
export type ModeChange = { at: string } | { trip: Trip; liveSince: string | undefined };

const PRODUCT = 'product';
const CURRENT = 'current';
const productKey = (productId: string) => ({ id: `product#${productId}`, part: PRODUCT });
const HEALTH = { id: 'models', part: 'health' };
const HEALTH_MS = 10_000;
/** How old the version in force and the mode may be when a process goes by them. */
export const TERMS_AGE_MS = 1_000;
const currentKey = (policyId: string) => ({ id: `policy#${policyId}`, part: CURRENT });
const versionKey = (policyId: string, version: number) => ({
  id: `policy#${policyId}`,
  part: `version#${version}`,
});

interface Current {
  policyId: string;
  version: number;
  mode: Mode;
  modeSince?: string;
}

/** What was read of pointers and models' health, for as long as it may be gone by. */
interface Read {
  pointers: Map<string, { current: Current; readAt: number }>;
  health?: { models: ModelHealth[]; readAt: number };
}

export function dynamoCatalog(tables: Tables, table: string, now: () => number): Catalog {
  const versions = new Map<string, PolicyTerms>();
  let read: Read = { pointers: new Map() };
  // What a read brings that is under way goes into what is forgotten.
  const forget = () => {
    read = { pointers: new Map() };
  };
  const get = async (key: Record<string, string>) =>
    (await tables.send(new GetCommand({ TableName: table, Key: key, ConsistentRead: true }))).Item;

  const policyVersion: Catalog['policyVersion'] = async (policyId, version) => {
    const name = `${policyId}#${version}`;
    const known = versions.get(name);
    if (known) return known;
    const item = await get(versionKey(policyId, version));
    if (item === undefined) return undefined;
    const terms = PolicyTerms.parse(item['terms']);
    versions.set(name, terms);
    return terms;
  };

  const current = async (policyId: string): Promise<Current | undefined> => {
    const { pointers } = read;
    const known = pointers.get(policyId);
    if (known && now() - known.readAt < TERMS_AGE_MS) return known.current;
    // The time before the read: however long the answer takes, what it says is no younger.
    const readAt = now();
    const item = (await get(currentKey(policyId))) as Current | undefined;
    if (item) pointers.set(policyId, { current: item, readAt });
    return item;
  };

  const policy: Catalog['policy'] = async (policyId) => {
    const pointer = await current(policyId);
    const terms = pointer && (await policyVersion(policyId, pointer.version));
    if (pointer === undefined || terms === undefined) return undefined;
    const { version, mode, modeSince } = pointer;
    return { ...terms, version, mode, ...(modeSince === undefined ? {} : { modeSince }) };
  };

  const scan = (part: string) =>
    allPages(async (start) => {
      const page = await tables.send(
        new ScanCommand({
          TableName: table,
          FilterExpression: 'part = :part',
          ExpressionAttributeValues: { ':part': part },
          ExclusiveStartKey: start,
        }),
      );
      return { items: page.Items ?? [], next: page.LastEvaluatedKey };
    });

  async function allVersions(policyId: string): Promise<NotedVersion[]> {
    const found: NotedVersion[] = [];
    const items = allPages(async (start) => {
      const page = await tables.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: 'id = :id AND begins_with(part, :prefix)',
          ExpressionAttributeValues: { ':id': `policy#${policyId}`, ':prefix': 'version#' },
          ProjectionExpression: 'part, note',
          ConsistentRead: true,
          ExclusiveStartKey: start,
        }),
      );
      return { items: page.Items ?? [], next: page.LastEvaluatedKey };
    });
    for await (const { part, note } of items)
      found.push({
        version: Number(String(part).slice('version#'.length)),
        ...VersionNote.parse(note ?? {}),
      });
    return found.sort((a, b) => b.version - a.version);
  }

  return {
    policy,
    policyVersion,
    policyVersions: allVersions,

    async product(productId) {
      const item = await get(productKey(productId));
      return item && Product.parse(item['product']);
    },

    async putProduct(product) {
      const put = new PutCommand({
        TableName: table,
        Item: { ...productKey(product.productId), product },
        ReturnValues: 'ALL_OLD',
      });
      const { Attributes } = await tables.send(put);
      return Attributes && Product.parse(Attributes['product']);
    },

    async *products() {
      for await (const item of scan(PRODUCT)) yield Product.parse(item['product']);
    },

    async policies() {
      const found: Policy[] = [];
      for await (const item of scan(CURRENT)) {
        const each = await policy(String(item['policyId']));
        if (each) found.push(Policy.parse(each));
      }
      return found;
    },

    async putPolicy(terms, note, basedOn) {
      const { policyId } = terms;
      const before = (await get(currentKey(policyId))) as Current | undefined;
      if (basedOn !== undefined && basedOn !== (before?.version ?? 0)) return undefined;
      const versions = await allVersions(policyId);
      // A version may have been put without ever coming in force, by a caller that died in between.
      const version = Math.max(0, ...versions.map((each) => each.version)) + 1;
      const put = new PutCommand({
        TableName: table,
        Item: { ...versionKey(policyId, version), terms, ...(note ? { note } : {}) },
        ConditionExpression: 'attribute_not_exists(id)',
      });
      if (!(await writeIf(tables.send(put)))) return undefined;
      // The mode is not written: it may be set to paused between the read and here.
      const point = new UpdateCommand({
        TableName: table,
        Key: currentKey(policyId),
        UpdateExpression:
          'SET policyId = :policyId, #version = :version, #mode = if_not_exists(#mode, :live)',
        ConditionExpression: before ? '#version = :before' : 'attribute_not_exists(id)',
        ExpressionAttributeNames: { '#version': 'version', '#mode': 'mode' },
        ExpressionAttributeValues: {
          ':policyId': policyId,
          ':version': version,
          ':live': 'live',
          ...(before ? { ':before': before.version } : {}),
        },
        ReturnValues: 'ALL_NEW',
      });
      const pointed = await writtenIf(tables.send(point));
      if (pointed === undefined) return undefined;
      forget();
      const { mode, modeSince } = pointed as unknown as Current;
      return { ...terms, version, mode, ...(modeSince === undefined ? {} : { modeSince }) };
    },

    async setMode(policyId, mode, change) {
      const update = { TableName: table, Key: currentKey(policyId), ...modeUpdate(mode, change) };
      const set = await writeIf(tables.send(new UpdateCommand(update)));
      forget();
      return set;
    },

    async trip(policyId) {
      const trip = (await get(currentKey(policyId)))?.['trip'];
      return trip && Trip.parse(trip);
    },

    async modelHealth() {
      const [readAt, into] = [now(), read];
      if (into.health && readAt - into.health.readAt < HEALTH_MS) return into.health.models;
      const item = await get(HEALTH);
      into.health = { models: ModelHealth.array().parse(item?.['models'] ?? []), readAt };
      return into.health.models;
    },

    async putModelHealth(models) {
      await tables.send(new PutCommand({ TableName: table, Item: { ...HEALTH, models } }));
      forget();
    },
  };
}

function modeUpdate(mode: Mode, change: ModeChange | undefined) {
  const ExpressionAttributeNames = { '#mode': 'mode' };
  if (change === undefined || 'at' in change) {
    return {
      UpdateExpression: change ? 'SET #mode = :mode, modeSince = :at' : 'SET #mode = :mode',
      ConditionExpression: 'attribute_exists(id)',
      ExpressionAttributeNames,
      ExpressionAttributeValues: { ':mode': mode, ...(change ? { ':at': change.at } : {}) },
    };
  }
  const { trip, liveSince } = change;
  return {
    UpdateExpression: 'SET #mode = :mode, modeSince = :at, trip = :trip',
    ConditionExpression: `#mode = :live AND ${liveSince === undefined ? 'attribute_not_exists(modeSince)' : 'modeSince = :since'}`,
    ExpressionAttributeNames,
    ExpressionAttributeValues: {
      ':mode': mode,
      ':at': trip.at,
      ':trip': trip,
      ':live': 'live',
      ...(liveSince === undefined ? {} : { ':since': liveSince }),
    },
  };
}
