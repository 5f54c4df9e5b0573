import { cooldown } from './cooldown.ts';
import { deadBand } from './dead-band.ts';
import { emergencyCap } from './emergency-cap.ts';
import { floorKnown } from './floor-known.ts';
import type { Guardrail } from './guardrail.ts';
import { map } from './map.ts';
import { marginFloor } from './margin-floor.ts';
import { maxStep } from './max-step.ts';
import { priceBand } from './price-band.ts';
import { reversalLimit } from './reversal-limit.ts';
import { reviewJump } from './review-jump.ts';
import { rounding } from './rounding.ts';
import { saneNumber } from './sane-number.ts';
import { windowBand } from './window-band.ts';

/** The guardrails; the list is the order. */
export const GUARDRAILS: readonly Guardrail[] = [
  saneNumber,
  floorKnown,
  reviewJump,
  cooldown,
  priceBand,
  emergencyCap,
  map,
  maxStep,
  windowBand,
  reversalLimit,
  rounding,
  deadBand,
  marginFloor,
];
