import type { Mode } from '../../../../../domain/policy/policy.ts';
import { Tag, type Tone } from '../shared/tag.tsx';

const TONES: Record<Mode, Tone> = { live: 'good', shadow: 'violet', paused: 'warn' };

/** Whether a policy's prices are put in force. */
export const ModeTag = ({ mode }: { mode: Mode }) => <Tag tone={TONES[mode]}>{mode}</Tag>;
