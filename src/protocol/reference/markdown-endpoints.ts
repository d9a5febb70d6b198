/** Endpoints of the reference, one after the other. */
import { commonOutcomes, type Endpoint, outcomesOf } from '../endpoint.ts';
import type { Protocol } from '../protocol.ts';
import type { Shape } from '../shape.ts';
import { codeTable } from './markdown-codes.ts';
import { blocks, code, fence, linkTo, prose, table } from './markdown-text.ts';
import { type RequestField, requestFields } from './request-fields.ts';
import { type ShapeField, shapeFields } from './shape-fields.ts';
import { limitText, meaningsOf, typeText } from './shape-text.ts';

export function endpointSections(protocol: Protocol): string {
  const { endpoints } = protocol;
  const overview = endpoints.map(({ name, methods, host, path, says }) => [
    linkTo(name),
    methods.join(', '),
    code(host),
    code(path),
    prose(says),
  ]);
  return blocks(
    table(['Endpoint', 'Method', 'Host', 'Path', 'What it is for'], overview),
    `Beside its own outcomes, any call may come to ${common.map(code).join(', ')}.`,
    ...endpoints.map((row) => section(row, protocol)),
  );
}

function section(row: Endpoint, protocol: Protocol): string {
  const { name, says, methods, host, path, reply } = row;
  return blocks(
    `### ${prose(name)}`,
    prose(says),
    fence('http', `${methods[0]} https://{${host}}${path}`),
    facts(row),
    'Request:',
    table(
      ['Field', 'In', 'Source', 'Type', 'Format', 'Required', 'Other names', 'Notes'],
      requestFields(row).map(requestRow),
    ) || 'no fields',
    `Reply: ${code(reply.codec)}, sent as ${code(reply.type)}.`,
    table(
      ['Field', 'Type', 'Format', 'Required', 'Renews', 'Event', 'Notes'],
      [...shapeFields(reply.shape)].map(replyRow),
    ),
    table(
      ['Cookie set', 'Renews'],
      Object.entries(reply.cookies ?? {}).map(([cookie, key]) => [code(cookie), code(key)]),
    ),
    codes(row, protocol),
    ...(reply.examples ?? []).map((example) => fence(reply.codec === 'js' ? 'js' : reply.codec, example)),
  );
}

const common: readonly string[] = commonOutcomes;
const ownOutcomes = (row: Endpoint): string[] => outcomesOf(row).filter((name) => !common.includes(name));

function facts(row: Endpoint): string {
  const { methods, call, follows, longPoll, reply, lasting, starts, repeats, unheeded, asks } = row;
  const also = methods.slice(1);
  const seconds = longPoll && `${longPoll.hold[0] / 1000} to ${longPoll.hold[1] / 1000} s`;
  const facts = [
    also.length > 0 ? `also seen as ${also.join(', ')}` : '',
    call ? `asked for as ${code(call)}` : '',
    follows ? `goes to the URL in ${code(follows)}; lacking fields are added` : '',
    repeats ? 'sent again by design' : '',
    longPoll ? `long poll, held ${seconds}; without news its outcome is ${code(longPoll.idle)}` : '',
    reply.statuses ? `statuses ${reply.statuses.join(', ')}` : '',
    reply.leadsTo ? `redirects lead to ${code(reply.leadsTo)}` : '',
    reply.also ? `a reply may also be ${reply.also.map(code).join(', ')}` : '',
    asks ? `${code(asks.items)} has an item for each of ${code(asks.list)}, by ${code(asks.by)}` : '',
    starts ? `begins a session, its ${starts.machine} flow in ${code(starts.state)}` : '',
    lasting ? 'leaves a mark on the account or on others' : '',
    unheeded ? 'nobody looks at the answer' : '',
    `outcomes ${ownOutcomes(row).map(code).join(', ')}`,
  ];
  return facts
    .filter((fact) => fact !== '')
    .map((fact) => `- ${fact}`)
    .join('\n');
}

function requestRow({ in: place, name, field }: RequestField): string[] {
  const { source, key, shape, optional, also = [], secret, spelling, says, inner } = field;
  const notes = [
    secret ? 'secret' : '',
    spelling && place !== 'body'
      ? { raw: 'pasted as it is', angular: '@ : $ , stay raw', percent: '' }[spelling]
      : '',
    inner ? 'JSON text' : '',
    says ?? String(shape.says ?? ''),
  ];
  return [
    code(name),
    place,
    key === undefined || inner ? source : `${source} ${code(key)}`,
    typeText(shape),
    codeOr(limitText(shape)),
    field.seldom ? 'only by others' : optional ? 'no' : 'yes',
    also.map(code).join(', '),
    notesText(notes, shape),
  ];
}

function replyRow({ pointer, shape, required }: ShapeField): string[] {
  const notes = [
    shape.secret ? 'secret' : '',
    shape.state ? 'the state depends on it' : '',
    shape.unlessEmpty ? 'an empty one renews nothing' : '',
    typeof shape.counts === 'string' ? `length of ${shape.counts}` : '',
    String(shape.says ?? ''),
  ];
  return [
    code(pointer),
    typeText(shape),
    codeOr(limitText(shape)),
    required ? 'yes' : 'no',
    codeOr(shape.feeds as string | undefined),
    codeOr(shape.event as string | undefined),
    notesText(notes, shape),
  ];
}

const codeOr = (text: string | undefined): string => (text === undefined ? '' : code(text));

const notesText = (notes: readonly string[], shape: Shape): string =>
  prose([...notes.filter((note) => note !== ''), ...meaningsOf(shape)].join('; '));

function codes({ code: at }: Endpoint, { returns }: Protocol): string {
  if (!at) return '';
  const where = `Its code is at ${code(at.at)}`;
  if (at.codes === returns) return `${where}; see ${linkTo('Result codes')}.`;
  return blocks(`${where}:`, codeTable(at.codes));
}
