import type { Asl, AslState } from './definition.ts';
import type { Ran } from './trace.ts';

/** The definition, changed so that every transition writes its name into the log. */
export const instrumented = ({ States, ...rest }: Asl): Asl => ({
  ...rest,
  States: Object.fromEntries(Object.entries(States).map(([name, state]) => [name, marked(name, state)])),
});

/** Every transition of every state, by the name that `instrumented` gives it. */
export const waysIn = (definition: Asl): string[] =>
  Object.values(instrumented(definition).States)
    .flatMap((state) => [state, ...(state.Choices ?? []), ...(state.Catch ?? [])])
    .flatMap(({ Assign }) => (typeof Assign?.['way'] === 'string' ? [Assign['way']] : []));

/** The transitions of an execution of the instrumented definition. */
export const waysOf = ({ records }: Ran): string[] =>
  records.flatMap(({ details }) => {
    const { way } = (details['assignedVariables'] ?? {}) as { way?: string };
    return way === undefined ? [] : [JSON.parse(way)];
  });

function marked(name: string, state: AslState): AslState {
  const out = state.Next ?? state.Default;
  return {
    ...state,
    ...(out === undefined ? {} : marking(state, `${name} -> ${out}`)),
    ...(state.Choices && {
      Choices: state.Choices.map((rule, at) => ({
        ...rule,
        ...marking(rule, `${name} Choices[${at}] -> ${rule.Next}`),
      })),
    }),
    ...(state.Catch && {
      Catch: state.Catch.map((each, at) => ({
        ...each,
        ...marking(each, `${name} Catch[${at}] -> ${each.Next}`),
      })),
    }),
  };
}

const marking = ({ Assign }: Pick<AslState, 'Assign'>, way: string) => ({ Assign: { ...Assign, way } });
