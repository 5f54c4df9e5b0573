import { describe } from 'vitest';
import { keepsItsPromises } from './in-memory.ts';

describe('200 events under faults (even seeds)', () => keepsItsPromises(0));
