/** A small interpreter of Amazon States Language with JSONata, running Express semantics on one machine. */
export { Alarm, type EngineClock, systemClock } from './clock.ts';
export { roleArn } from './context-object.ts';
export { InvalidExecutionInput, UnsupportedDefinition } from './errors.ts';
export { type Execution, type ExecutionResult, type ExecutionServices, startExecution } from './execution.ts';
export { pausedEvaluations } from './expression-bounds.ts';
export type { Integrations } from './integrations.ts';
export type { Json, JsonObject } from './json.ts';
export { loadStateMachine } from './load.ts';
export type { ExpressLogRecord } from './log-record.ts';
export type { StateMachine } from './state-machine.ts';
export { type VirtualClock, virtualClock } from './virtual-clock.ts';
