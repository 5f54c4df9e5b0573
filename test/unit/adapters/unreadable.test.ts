import { describe } from 'vitest';
import type { UnreadableItem } from '../../../domain/values/errors.ts';
import { type Flaw, NEWER_FORMAT, unreadableContract } from '../../contract/unreadable.contract.ts';
import { type AnchorData, memoryAuditAnchors } from '../../fakes/memory-audit-anchors.ts';
import { type AuditData, memoryAuditStore } from '../../fakes/memory-audit-store.ts';
import { type CatalogData, memoryCatalog } from '../../fakes/memory-catalog.ts';
import { memoryDrafts } from '../../fakes/memory-drafts.ts';
import { memoryKeptNotes } from '../../fakes/memory-kept-notes.ts';
import { type LedgerData, memoryLedger } from '../../fakes/memory-ledger.ts';
import { memoryOrders } from '../../fakes/memory-orders.ts';
import { memoryPriceStates } from '../../fakes/memory-price-states.ts';
import { memoryReviews } from '../../fakes/memory-reviews.ts';
import { spoil } from '../../fakes/plain.ts';

const PROBLEM: Record<Flaw, string> = {
  broken: 'revision: Invalid input',
  newer: NEWER_FORMAT,
};

describe('the stores in memory', () =>
  unreadableContract(async () => {
    const reported: UnreadableItem[] = [];
    const states = {};
    const ledger = { rows: {}, evidence: {}, challenges: {} } satisfies LedgerData;
    const catalog: CatalogData = { products: {}, policies: {} };
    const [drafts, audit] = [{}, {} as AuditData];
    const reviews = { steps: {} };
    const [anchor, notes, orders] = [{} as AnchorData, {}, { orders: {}, used: {} }];
    const onUnreadable = (item: UnreadableItem) => void reported.push(item);
    const spoiling =
      (
        table: Parameters<typeof spoil>[2],
        record: () => Record<string, unknown>,
        keyOf = (id: string) => id,
      ) =>
      async (id: string, flaw: Flaw) =>
        spoil(record(), keyOf(id), table, PROBLEM[flaw], onUnreadable);
    const ofContext = (id: string) => `${id}#1`;
    return {
      priceStates: memoryPriceStates(states),
      ledger: memoryLedger(ledger),
      catalog: memoryCatalog(catalog),
      drafts: memoryDrafts(drafts),
      reviews: memoryReviews(reviews),
      audit: memoryAuditStore(audit),
      anchors: memoryAuditAnchors(anchor),
      kept: memoryKeptNotes(notes),
      orders: memoryOrders(orders),
      spoil: {
        priceState: spoiling('price-state', () => states),
        row: spoiling('ledger', () => ledger.rows),
        evidence: spoiling('ledger', () => ledger.evidence, ofContext),
        challenge: spoiling('ledger', () => ledger.challenges, ofContext),
        product: spoiling('catalog', () => catalog.products),
        policy: spoiling('catalog', () => catalog.policies),
        policyNote: spoiling('catalog', () => catalog.policies['1']?.notes ?? {}),
        draft: spoiling('catalog', () => drafts),
        reviewStep: spoiling('reviews', () => reviews.steps),
        auditLine: spoiling('audit', () => audit['2026-11-22'] ?? {}),
        anchor: spoiling('catalog', () => anchor as Record<string, unknown>),
        keptNote: spoiling('catalog', () => notes),
        order: spoiling('reviews', () => orders.orders),
      },
      reported,
    };
  }));
