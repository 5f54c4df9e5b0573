import { describe } from 'vitest';
import { draftsContract } from '../../contract/drafts.contract.ts';
import { memoryDrafts } from '../../fakes/memory-drafts.ts';

describe('drafts in memory', () => draftsContract(async () => memoryDrafts({})));
