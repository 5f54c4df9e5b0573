import { systemClock } from '../clock.ts';
import { FallbackPriceInput, fallbackPrice } from '../fallback-price.ts';
import { lambdaTask } from '../lambda.ts';

export const handler = lambdaTask(FallbackPriceInput, fallbackPrice({ clock: systemClock }));
