/** `driftwire login`: the full client. */
import { access, constants } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Client } from '../client/client.ts';
import type { SessionState } from '../client/live.ts';
import { readSession } from '../client/session-file.ts';
import { RemoteError, UsageError } from '../errors.ts';
import { writeError } from '../har/file-error.ts';
import { HarWriter } from '../har/write.ts';
import { againstOptions, openAgainst } from './against.ts';
import { command } from './command.ts';
import { besides } from './into-file.ts';
import { LoginLines } from './login-lines.ts';
import { LoginSession } from './login-session.ts';
import { Misses } from './misses.ts';
import { loadProtocol, protocolOption } from './protocols.ts';
import { readDuration } from './quantities.ts';
import { secretsOption } from './secrets-option.ts';
import { proseStyle } from './terminal.ts';

export default command({
  says:
    'Logs in as a client of its own, with a QR code in the terminal, then syncs and prints every event until the ' +
    'session ends or time is up. Nothing is sent that is not asked for here; without --send no message goes out.',
  options: {
    ...againstOptions,
    session: {
      kind: 'text',
      value: 'FILE',
      says: 'go on with this session, or ask the phone; kept up to date, only its owner reads it',
    },
    output: { kind: 'text', short: 'o', value: 'FILE.har', says: 'record every exchange, in a new file' },
    send: {
      kind: 'list',
      value: 'TO=TEXT',
      says: 'send a text once online; TO is a name, a remark or filehelper; may be repeated',
    },
    for: {
      kind: 'text',
      value: 'DURATION',
      says: 'stop so long after the login: 90s, 5m or 2h',
      read: readDuration,
    },
    logout: { kind: 'flag', says: 'end the session at the end, here and on the phone' },
    variant: {
      kind: 'text',
      says: 'which client to be',
      choices: ['browser', 'desktop'],
      default: 'browser',
    },
    header: { kind: 'list', value: 'NAME=VALUE', says: 'a header to send; may be repeated' },
    qr: {
      kind: 'text',
      value: 'terminal|png|FILE.png',
      says: 'where the code is shown',
      default: 'terminal',
    },
    protocol: protocolOption,
    secrets: secretsOption,
  },
  examples: [
    ['login --against simulated', 'see a whole session, with a phone that scans by itself'],
    ['login --against live --session me.json -o session.har', 'log in, and record it all'],
    ['login --against http://127.0.0.1:8080 --send filehelper=hello --for 1m', 'through serve or capture'],
    ['login --against captures/wechat/logout-by-phone.har --pace x20', 'replay a login'],
  ],
  async run({ options }, given) {
    const context = besides(options.output, given);
    const messages = options.send.map((text) => pairOf('--send', text));
    const headers = Object.fromEntries(options.header.map((text) => pairOf('--header', text)));
    const protocol = await loadProtocol(options.protocol);
    const session = options.session === undefined ? undefined : await keptSession(options.session);
    const transport = await openAgainst('login', options, protocol, context);
    const misses = new Misses(`${options.against}`);
    let failure: unknown;
    let writer: HarWriter | undefined;
    try {
      writer = options.output === undefined ? undefined : await HarWriter.create(options.output);
      const client = new Client(protocol, transport.effects, {
        variant: options.variant === 'desktop' ? 'desktop' : undefined,
        headers,
        session,
        record: (exchange) => {
          misses.note(exchange);
          writer?.append(exchange).catch((error: unknown) => {
            failure ??= error;
            client.close();
          });
        },
      });
      client.on('client.waiting', ({ exchange }) => misses.demand(exchange));
      const lines = new LoginLines(client, protocol, proseStyle(context), options.secrets);
      await new LoginSession(client, lines, context, options, messages).run();
    } catch (error) {
      if (error instanceof RemoteError) misses.demand(error.details.exchange, error);
      if (failure === undefined && !context.signal.aborted) throw error;
    } finally {
      await transport.close();
      await writer?.close();
    }
    if (failure !== undefined) throw failure;
    return undefined;
  },
});

/** The session to go on with, in a place where it can be kept too. Throws RecordingError. */
async function keptSession(path: string): Promise<SessionState | undefined> {
  const session = await readSession(path);
  await access(dirname(path), constants.W_OK).catch((error: unknown) => {
    throw writeError(path, error);
  });
  return session;
}

/** Throws UsageError where there is no `=` after a name. */
function pairOf(option: string, text: string): [string, string] {
  const equals = text.indexOf('=');
  if (equals > 0) return [text.slice(0, equals), text.slice(equals + 1)];
  throw new UsageError('usage/bad-option', `login: ${option} takes NAME=VALUE, not '${text}'`);
}
