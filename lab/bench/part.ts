import { PARTS } from './parts/all.ts';

// Runs one part in a process of its own, and sends its figures to the parent.
const [name = '', scale] = process.argv.slice(2);
const measure = await PARTS[name]?.();
if (measure === undefined) throw new Error(`unknown part ${name}`);
const measured = await measure(scale === 'quick' ? 'quick' : 'full');
process.send?.(measured);
process.disconnect?.();
