/** One run of the client, as the command line asks for it: logs in, tells what happens, sends, stays, leaves. */
import type { Client } from '../client/client.ts';
import type { SessionState } from '../client/live.ts';
import { writeSession } from '../client/session-file.ts';
import type { Context } from './command.ts';
import type { LoginLines } from './login-lines.ts';
import { qrLines, writeQr } from './qr.ts';
import { proseStyle } from './terminal.ts';

/** Where `--qr png` puts the picture. */
const usualPicture = 'login-qr.png';

interface Wishes {
  readonly session?: string | undefined;
  readonly for?: number | undefined;
  readonly logout: boolean;
  readonly qr: string;
}

export class LoginSession {
  readonly #client: Client;
  readonly #lines: LoginLines;
  readonly #context: Context;
  readonly #wishes: Wishes;
  readonly #messages: readonly (readonly [to: string, text: string])[];
  /** Printing, saving and drawing, in order; the first of them that fails ends the run. */
  #work: Promise<void> = Promise.resolve();
  #failure: unknown;

  constructor(
    client: Client,
    lines: LoginLines,
    context: Context,
    wishes: Wishes,
    messages: readonly (readonly [to: string, text: string])[],
  ) {
    this.#client = client;
    this.#lines = lines;
    this.#context = context;
    this.#wishes = wishes;
    this.#messages = messages;
  }

  async run(): Promise<void> {
    const { signal } = this.#context;
    const interrupt = (): void => this.#client.close();
    signal.addEventListener('abort', interrupt);
    if (signal.aborted) interrupt();
    this.#listen();
    try {
      await this.#session();
    } catch (error) {
      this.#failure ??= error;
    } finally {
      signal.removeEventListener('abort', interrupt);
      await this.#save();
      await this.#work;
      await this.#context.out.flush();
    }
    if (this.#failure !== undefined) throw this.#failure;
  }

  async #session(): Promise<void> {
    const way = await this.#client.login();
    await this.#save();
    this.#context.say(`online${way === 'resumed' ? ', with the session that was kept' : ''}`);
    const end = new AbortController();
    const timer =
      this.#wishes.for === undefined ? undefined : setTimeout(() => end.abort(), this.#wishes.for);
    try {
      const syncing = this.#client.sync(end.signal).catch((error: unknown) => {
        if (!end.signal.aborted) throw error;
      });
      await Promise.all([syncing, this.#speak()]);
    } finally {
      clearTimeout(timer);
    }
    if (end.signal.aborted && this.#wishes.logout) await this.#client.logout();
    else if (end.signal.aborted) this.#context.say('time is up; the session itself goes on');
  }

  /** The address book first: who is meant is said by a name. */
  async #speak(): Promise<void> {
    await this.#client.contacts.load();
    this.#context.say(`${this.#client.contacts.size} contacts`);
    for (const [to, text] of this.#messages) {
      await this.#client.send.text(this.#client.contacts.resolve(to), text);
      this.#context.say(`sent to ${to}`);
    }
  }

  #listen(): void {
    const { out, say } = this.#context;
    this.#client.on('*', (event) => {
      const json = this.#lines.json(event);
      const prose = this.#lines.prose(event);
      if (prose !== undefined) say(prose);
      if (json === undefined) return;
      out.write(`${json}\n`);
      this.#then(() => out.flush());
      if (event.type === 'sync.pulled') this.#then(() => this.#save());
    });
    this.#client.on('client.code', ({ text }) => this.#then(() => this.#show(String(text))));
  }

  #then(work: () => Promise<void>): void {
    this.#work = this.#work.then(work).catch((error: unknown) => {
      this.#failure ??= error;
      this.#client.close();
    });
  }

  async #show(text: string): Promise<void> {
    const { say } = this.#context;
    const { qr } = this.#wishes;
    if (qr === 'terminal') {
      const hasColours = proseStyle(this.#context).bold('x') !== 'x';
      for (const line of qrLines(text, hasColours)) say(line);
      say(`scan this with the phone: ${text}`);
      return;
    }
    const path = qr === 'png' ? usualPicture : qr;
    await writeQr(path, text);
    say(`scan ${path} with the phone: ${text}`);
  }

  async #save(): Promise<void> {
    const path = this.#wishes.session;
    const state: SessionState = this.#client.session();
    if (path !== undefined && Object.keys(state.values).length > 0) await writeSession(path, state);
  }
}
