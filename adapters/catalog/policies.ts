import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { Trip } from '../../domain/decision/breaker.ts';
import { Mode, Policy, PolicyTerms } from '../../domain/policy/policy.ts';
import { VersionNote } from '../../domain/policy/policy-versions.ts';
import { UnreadableItem } from '../../domain/values/errors.ts';
import { descending } from '../../domain/values/sorting.ts';
import { msSince } from '../../domain/values/time.ts';
import { queryItems, type Tables, writeIf, writtenIf } from '../dynamo.ts';
import { FORMAT, leaveOut, type OnUnreadable } from '../stored-item.ts';
import { catalogItems } from './items.ts';

/** Policies as immutable versions with a pointer to the one in force. */
export interface Policies {
  /** The version in force and its mode, at most 1 s old. */
  policy(policyId: string): Promise<Policy | undefined>;
  policyVersion(policyId: string, version: number): Promise<PolicyTerms | undefined>;
  /** All policies in force. */
  policies(skipped?: OnUnreadable): Promise<Policy[]>;
  /**
   * Adds a version and puts it in force; undefined if another was put at the same time. `basedOn`: only while this version is in
   * force, 0 for none. `firstMode`: the mode of a first version, `live` if absent.
   */
  putPolicy(
    terms: PolicyTerms,
    note?: VersionNote,
    basedOn?: number,
    firstMode?: Mode,
  ): Promise<Policy | undefined>;
  /**
   * Every version with its note, newest first, including ones that never came in force. A version with an unreadable note is
   * listed without it; the item goes to `skipped`.
   */
  policyVersions(policyId: string, skipped?: OnUnreadable): Promise<NotedVersion[]>;
  /** False if there is no such policy, or the trip comes too late: see `ModeChange`. */
  setMode(policyId: string, mode: Mode, change?: ModeChange): Promise<boolean>;
  /** The last trip of the policy's breaker. */
  trip(policyId: string): Promise<Trip | undefined>;
}

export type NotedVersion = VersionNote & { version: number };

/**
 * The time when a person set the mode, or the trip that pauses the policy. A trip only applies while the policy is live since
 * `liveSince`: a person who resumes it later has already seen those moves.
 */
type ModeChange = { at: string } | { trip: Trip; liveSince: string | undefined };

const CURRENT = 'current';
/** Maximum age of a cached version in force and its mode. */
export const TERMS_AGE_MS = 1_000;
const currentKey = (policyId: string) => ({ id: `policy#${policyId}`, part: CURRENT });
const versionKey = (policyId: string, version: number) => ({
  id: `policy#${policyId}`,
  part: `version#${version}`,
});

const Current = z.object({
  policyId: z.string(),
  version: z.int().positive(),
  mode: Mode,
  modeSince: z.string().optional(),
});
type Current = z.infer<typeof Current>;

export function dynamoPolicies(tables: Tables, table: string, now: () => number): Policies {
  const { get, scan, readerOf } = catalogItems(tables, table);
  // Each part has its own reader: an unreadable trip must not make its policy unreadable.
  const readers = {
    current: readerOf((item) => Current.parse(item)),
    trip: readerOf((item) => Trip.optional().parse(item['trip'])),
    terms: readerOf((item) => PolicyTerms.parse(item['terms'])),
    note: readerOf((item) => VersionNote.parse(item['note'] ?? {})),
  };
  const versions = new Map<string, PolicyTerms>();
  let pointers = new Map<string, { current: Current; readAt: number }>();
  // A new map, so that reads under way fill the discarded one.
  const forget = () => {
    pointers = new Map();
  };

  const policyVersion: Policies['policyVersion'] = async (policyId, version) => {
    const name = `${policyId}#${version}`;
    const known = versions.get(name);
    if (known) return known;
    const item = await get(versionKey(policyId, version));
    if (item === undefined) return undefined;
    const terms = readers.terms.one(item);
    versions.set(name, terms);
    return terms;
  };

  const current = async (policyId: string): Promise<Current | undefined> => {
    const into = pointers;
    const known = into.get(policyId);
    if (known && msSince(known.readAt, now()) < TERMS_AGE_MS) return known.current;
    // The time before the read: the answer may be older than its arrival.
    const readAt = now();
    const item = await get(currentKey(policyId));
    if (item === undefined) return undefined;
    const found = readers.current.one(item);
    into.set(policyId, { current: found, readAt });
    return found;
  };

  const policy: Policies['policy'] = async (policyId) => {
    const pointer = await current(policyId);
    const terms = pointer && (await policyVersion(policyId, pointer.version));
    if (pointer === undefined || terms === undefined) return undefined;
    const { version, mode, modeSince } = pointer;
    return { ...terms, version, mode, ...(modeSince === undefined ? {} : { modeSince }) };
  };

  async function allVersions(policyId: string, skipped: OnUnreadable = leaveOut): Promise<NotedVersion[]> {
    const found: NotedVersion[] = [];
    const items = queryItems(tables, {
      TableName: table,
      KeyConditionExpression: 'id = :id AND begins_with(part, :prefix)',
      ExpressionAttributeValues: { ':id': `policy#${policyId}`, ':prefix': 'version#' },
      ProjectionExpression: 'id, part, note, #format',
      ExpressionAttributeNames: { '#format': 'format' },
      ConsistentRead: true,
    });
    for await (const item of items) {
      const version = Number(String(item['part']).slice('version#'.length));
      const [note] = readers.note.many([item], skipped);
      found.push({ version, ...note });
    }
    return found.sort(descending(({ version }) => version));
  }

  return {
    policy,
    policyVersion,
    policyVersions: allVersions,

    async policies(skipped) {
      const found: Policy[] = [];
      for await (const { policyId } of readers.current.walk(scan(CURRENT), skipped)) {
        try {
          const each = await policy(policyId);
          if (each) found.push(Policy.parse(each));
        } catch (error) {
          if (!(error instanceof UnreadableItem)) throw error;
          skipped?.(error);
        }
      }
      return found;
    },

    async putPolicy(terms, note, basedOn, firstMode = 'live') {
      const { policyId } = terms;
      const pointer = await get(currentKey(policyId));
      const before = pointer && readers.current.one(pointer);
      if (basedOn !== undefined && basedOn !== (before?.version ?? 0)) return undefined;
      const versions = await allVersions(policyId);
      // A version may exist without ever coming in force, if its writer died before the pointer was set.
      const version = Math.max(0, ...versions.map((each) => each.version)) + 1;
      const put = new PutCommand({
        TableName: table,
        Item: { ...versionKey(policyId, version), terms, ...(note ? { note } : {}), format: FORMAT },
        ConditionExpression: 'attribute_not_exists(id)',
      });
      if (!(await writeIf(tables.send(put)))) return undefined;
      // The mode is not written, because it may be set to paused since the read.
      const point = new UpdateCommand({
        TableName: table,
        Key: currentKey(policyId),
        UpdateExpression:
          'SET policyId = :policyId, #version = :version, #mode = if_not_exists(#mode, :first), #format = :format',
        ConditionExpression: before ? '#version = :before' : 'attribute_not_exists(id)',
        ExpressionAttributeNames: { '#version': 'version', '#mode': 'mode', '#format': 'format' },
        ExpressionAttributeValues: {
          ':policyId': policyId,
          ':version': version,
          ':first': firstMode,
          ':format': FORMAT,
          ...(before ? { ':before': before.version } : {}),
        },
        ReturnValues: 'ALL_NEW',
      });
      const pointed = await writtenIf(tables.send(point));
      if (pointed === undefined) return undefined;
      forget();
      const { mode, modeSince } = readers.current.one(pointed);
      return { ...terms, version, mode, ...(modeSince === undefined ? {} : { modeSince }) };
    },

    async setMode(policyId, mode, change) {
      const update = { TableName: table, Key: currentKey(policyId), ...modeUpdate(mode, change) };
      const set = await writeIf(tables.send(new UpdateCommand(update)));
      forget();
      return set;
    },

    async trip(policyId) {
      const item = await get(currentKey(policyId));
      return item && readers.trip.one(item);
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
