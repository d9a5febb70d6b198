/** One login to the account: its values, its view of the world, what happened in it. */
import type { Task } from '../../agenda.ts';
import type { Dice } from '../../dice.ts';
import type { Ages } from './ages.ts';
import { Circle } from './circle.ts';
import type { Viewer } from './entries.ts';
import type { LoginCode } from './login-code.ts';
import { MediaStore, type Shelf } from './media-store.ts';
import * as mint from './mint.ts';
import type { Doing, Poll } from './polls.ts';
import { Stream } from './stream.ts';
import type { World } from './world.ts';

/** A message as sent, by the account or to it. */
export interface Known {
  readonly id: string;
  /** UserName of the chat. */
  readonly chat: string;
  /** Scenario ms. */
  readonly at: number;
  /** Sent by this session, so that it may recall it. */
  readonly own: boolean;
  /** Kind of message, by the table. */
  readonly kind: string;
  /** Name of whoever wrote it, as sent. */
  readonly author: string;
}

/** Messages that can still be recalled or asked for. */
const mostKnown = 2000;

export interface SessionOptions {
  readonly world: World;
  readonly ages: Ages;
  readonly shelf: Shelf;
  /** Unix seconds. */
  readonly seconds: number;
  readonly desktop: boolean;
}

export class Session implements Viewer {
  readonly values: mint.LoginValues;
  readonly uin: number;
  readonly ages: Ages;
  readonly dice: Dice;
  readonly circle: Circle;
  readonly stream: Stream;
  readonly media: MediaStore;
  readonly polls = new Set<Poll>();
  /** Opened in desktop mode, or with the headers of a desktop shell. */
  readonly desktop: boolean;
  /** Ret of webwxinit where the account is refused there. */
  readonly initRet: number;
  readonly #known = new Map<string, Known>();
  readonly #labels = new Map<string, string>();
  #ids: Dice;
  /** Scenario ms of the first webwxinit. */
  startedAt: number | undefined;
  isNotified = false;
  hasPulled = false;
  /** Code under which the session was closed. */
  closedAs: number | undefined;
  /** Scenario ms of the latest sends, oldest first. */
  sends: number[] = [];
  /** The next event of the scenario, the end of the session. */
  next: Task<Doing> | undefined;
  end: Task<Doing> | undefined;

  constructor(code: LoginCode, options: SessionOptions) {
    this.dice = code.dice.fork('session');
    this.values = mint.loginValues(this.dice.fork('values'));
    this.uin = options.world.uin;
    this.media = new MediaStore(options.shelf);
    this.ages = options.ages;
    this.desktop = options.desktop;
    this.circle = new Circle(options.world, this.dice.fork('circle'));
    this.stream = new Stream(this.dice.fork('stream'), options.seconds);
    this.initRet = code.plan.refuse === 'init' || options.ages.has('D33') ? 1 : 0;
    this.#ids = this.dice.fork('ids');
  }

  get skey(): string {
    return this.values.skey;
  }

  /** The account's own UserName. */
  get userName(): string {
    return this.circle.alias(this.circle.self);
  }

  /** A new MsgId. */
  messageId(): string {
    return mint.messageId(this.#ids);
  }

  /** A new MediaId. */
  mediaId(): string {
    return mint.mediaId(this.#ids);
  }

  /** Remembers a message; `label` is its name in the scenario. */
  know(message: Known, label?: string): void {
    this.#known.set(message.id, message);
    if (label !== undefined) this.#labels.set(label, message.id);
    if (!message.own) this.#labels.set('last', message.id);
    if (this.#known.size <= mostKnown) return;
    for (const id of this.#known.keys()) {
      this.#known.delete(id);
      break;
    }
  }

  /** A message by its MsgId. */
  known(id: string): Known | undefined {
    return this.#known.get(id);
  }

  /** A message by its name in the scenario. */
  labelled(label: string): Known | undefined {
    const id = this.#labels.get(label);
    return id === undefined ? undefined : this.#known.get(id);
  }

  forget(id: string): void {
    this.#known.delete(id);
  }
}
