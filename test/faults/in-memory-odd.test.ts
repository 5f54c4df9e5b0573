import { describe } from 'vitest';
import { keepsItsPromises } from './in-memory.ts';

describe('200 events under faults (odd seeds)', () => keepsItsPromises(1));
