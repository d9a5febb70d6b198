/** State machines of the reference, drawn and listed. */
import type { Machine, Protocol, Transition } from '../protocol.ts';
import { blocks, code, fence, prose, table } from './markdown-text.ts';

export function machineSections({ machines }: Protocol): string {
  return blocks(
    ...machines.flatMap((machine) => [
      `### The ${prose(machine.name)} machine`,
      fence('mermaid', diagram(machine)),
      states(machine),
      transitions(machine),
      extras(machine),
    ]),
  );
}

/** Identifiers of a diagram hold letters, digits and underscores. */
const id = (state: string): string => state.replace(/[^A-Za-z0-9]/g, '_');
const label = (text: string): string => text.replace(/[:;#"\n]/g, ' ');
const endpointText = (endpoint: string): string => (endpoint === '*' ? 'any call' : endpoint);

/** Arrows between the same two states are one, with a label that names them all. */
function diagram({ states: all, start, transitions: edges }: Machine): string {
  const arrows = new Map<string, string[]>();
  for (const { from, to, endpoint, outcome } of edges) {
    for (const state of from) {
      const arrow = `${id(state)} --> ${id(to)}`;
      const said = arrows.get(arrow) ?? [];
      arrows.set(arrow, [...said, `${endpointText(endpoint)} ${outcome.join(' or ')}`]);
    }
  }
  return [
    'stateDiagram-v2',
    ...Object.keys(all).map((state) => `    state "${label(state)}" as ${id(state)}`),
    `    [*] --> ${id(start)}`,
    ...[...arrows].map(([arrow, said]) => `    ${arrow}: ${label(said.join(', '))}`),
  ].join('\n');
}

function states({ states: all, start, alarms = {} }: Machine): string {
  const rows = Object.entries(all).map(([state, says]) => [
    code(state),
    prose(state === start ? `${says}; every flow begins here` : says),
    Object.hasOwn(alarms, state) ? code(alarms[state]!) : '',
  ]);
  return table(['State', 'Meaning', 'Anomaly when a bad outcome leads here'], rows);
}

function transitions({ transitions: edges }: Machine): string {
  const row = ({ from, endpoint, outcome, to, says }: Transition): string[] => [
    from.map(code).join(', '),
    endpoint === '*' ? 'any' : code(endpoint),
    outcome.map(code).join(', '),
    code(to),
    prose(says ?? ''),
  ];
  return table(['From', 'Call', 'Outcome', 'To', 'Notes'], edges.map(row));
}

function extras({ loops = [], busy }: Machine): string {
  const said = loops.map(
    ({ kind, endpoint, outcome, times, says }) =>
      `- ${code(kind)}: ${times} times ${code(outcome)} from ${code(endpoint)} in a row. ${prose(says)}.`,
  );
  if (busy)
    said.push(
      `- In ${busy.states.map(code).join(', ')} something is always under way; more than ${busy.pauseMs / 1000} s without a call is a gap.`,
    );
  return said.join('\n');
}
