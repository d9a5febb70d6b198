/** The reference as a page to read. */

import { fieldLeaves } from '../field.ts';
import type { Protocol } from '../protocol.ts';
import type { Shape } from '../shape.ts';
import { codeTable } from './markdown-codes.ts';
import { endpointSections } from './markdown-endpoints.ts';
import { machineSections } from './markdown-machines.ts';
import { blocks, code, linkTo, prose, table } from './markdown-text.ts';
import { sessionFlows } from './session-flow.ts';
import { shapeFields } from './shape-fields.ts';
import { limitText, typeText } from './shape-text.ts';

/** The reference of a protocol in Markdown, ending with a line end. */
export function renderMarkdown(protocol: Protocol): string {
  const sections = [
    ['Hosts', hosts(protocol)],
    ['Session values', sessionValues(protocol)],
    ['Endpoints', endpointSections(protocol)],
    ['State machines', machineSections(protocol)],
    ['Message kinds', messageKinds(protocol)],
    ['Events', events(protocol)],
    ['Result codes', codeTable(protocol.returns)],
  ].filter((section): section is [string, string] => section[1] !== '');
  const intro =
    `How ${prose(protocol.title)} talks, printed from the table that decodes it. Every request value has a source: ` +
    'the caller (`input`), the login (`session`), the protocol (`constant`), the `clock`, or chance (`random`).';
  return `${blocks(
    `# ${prose(protocol.title)}: protocol reference`,
    intro,
    sections.map(([title]) => `- ${linkTo(title)}`).join('\n'),
    ...sections.flatMap(([title, text]) => [`## ${title}`, text]),
  )}\n`;
}

function hosts({ hosts: all, domains }: Protocol): string {
  const roles = [...new Set(all.map(({ role }) => role))];
  const rows = roles.flatMap((role) =>
    all
      .filter((host) => host.role === role)
      .map(({ name, family, age }) => [code(role), code(name), family, age]),
  );
  const below = domains.map(code).join(', ');
  return blocks(
    below === ''
      ? ''
      : `A path of the table is the protocol's on any host below ${below}. Hosts of one family serve one account.`,
    table(['Role', 'Host', 'Family', 'In use'], rows),
  );
}

function sessionValues(protocol: Protocol): string {
  const flows = sessionFlows(protocol);
  const rows = Object.entries(protocol.session).map(([key, { shape, secret, identity, says }]) => {
    const { from, to } = flows.get(key)!;
    const senders = [...new Set(to.map(({ endpoint, where }) => (endpoint === '' ? where : endpoint)))];
    const marks = [secret ? 'secret' : '', identity ? 'tells sessions apart' : ''].filter(
      (mark) => mark !== '',
    );
    return [
      code(key),
      prose([says, ...marks].join('; ')),
      formatText(shape),
      from.length === 0 ? 'computed from other values' : from.map(code).join(', '),
      senders.map(code).join(', '),
    ];
  });
  const cookies = fieldLeaves(protocol.cookies).map(({ name, field }) => [
    code(name),
    code(field.key ?? field.source),
    field.optional ? 'no' : 'yes',
  ]);
  return blocks(
    table(['Value', 'What it is', 'Format', 'Comes from', 'Sent by'], rows),
    cookies.length === 0 ? '' : 'Cookies of a session:',
    table(['Cookie', 'Value', 'Required'], cookies),
  );
}

function formatText(shape: Shape): string {
  const limit = limitText(shape);
  return limit === undefined ? typeText(shape) : `${typeText(shape)} ${code(limit)}`;
}

function messageKinds({ messages }: Protocol): string {
  const rows = messages.map(({ kind, says, when }) => [
    code(kind),
    Object.entries(when)
      .map(([name, value]) => code(`${name} = ${value}`))
      .join(', '),
    prose(says),
  ]);
  return table(['Kind', 'When', 'What it is'], rows);
}

function events({ events: all }: Protocol): string {
  const rows = Object.entries(all).flatMap(([type, shape]) => {
    const fields = [...shapeFields(shape)];
    if (fields.length === 0) return [[code(type), '', '', '', '']];
    return fields.map(({ pointer, shape: inner, required }, index) => [
      index === 0 ? code(type) : '',
      code(pointer),
      formatText(inner),
      required ? 'yes' : 'no',
      prose(
        [inner.secret ? 'secret' : '', String(inner.says ?? '')].filter((part) => part !== '').join('; '),
      ),
    ]);
  });
  return table(['Event', 'Field', 'Type', 'Required', 'Notes'], rows);
}
