// Draws the workflow from its definition: `node workflows/picture.ts` prints Mermaid, and a test keeps README.md true.
import { definitionText } from './definition.ts';

interface State {
  Type: string;
  Next?: string;
  Default?: string;
  Choices?: { Next: string }[];
  Catch?: { Next: string }[];
}

/**
 * The workflow as a Mermaid state diagram with every state and transition. Transitions after an error are marked. Those to
 * CheckFailure, which every task has, are left out.
 */
export function picture(): string {
  const { StartAt, States } = JSON.parse(definitionText()) as {
    StartAt: string;
    States: Record<string, State>;
  };
  const ways = Object.entries(States).flatMap(([name, { Type, Next, Default, Choices = [], Catch = [] }]) => [
    ...[...new Set([...Choices.map((choice) => choice.Next), ...(Default ? [Default] : [])])].map(
      (next) => `  ${name} --> ${next}`,
    ),
    ...(Next ? [`  ${name} --> ${Next}`] : []),
    ...Catch.filter((caught) => caught.Next !== 'CheckFailure').map(
      (caught) => `  ${name} --> ${caught.Next}: on error`,
    ),
    ...(Type === 'Succeed' || Type === 'Fail' ? [`  ${name} --> [*]`] : []),
  ]);
  const choices = Object.entries(States).filter(([, { Type }]) => Type === 'Choice');
  return [
    'stateDiagram-v2',
    ...choices.map(([name]) => `  state ${name} <<choice>>`),
    `  [*] --> ${StartAt}`,
    ...ways,
  ].join('\n');
}

if (import.meta.main) console.log(picture());
