import { eventBridgeBus } from '../../adapters/bus.ts';
import { eventBridge, Name } from '../../tasks/handlers/clients.ts';
import { dependency } from '../../tasks/handlers/dependency.ts';

export const bus = dependency({ BUS_NAME: Name }, (env) => eventBridgeBus(eventBridge(), env.BUS_NAME));
