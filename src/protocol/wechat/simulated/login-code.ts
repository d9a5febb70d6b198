/** One QR code, or one question of a push login: from its uuid to the ticket. */
import type { Task } from '../../agenda.ts';
import type { Moment } from '../../backend.ts';
import type { Dice } from '../../dice.ts';
import * as mint from './mint.ts';
import type { Doing, Poll } from './polls.ts';
import type { PhonePlan } from './scenario-shape.ts';

/** `used`: the ticket was redeemed. */
export type CodeState = 'new' | 'scanned' | 'confirmed' | 'cancelled' | 'expired' | 'used';

export interface CodeOptions {
  readonly dice: Dice;
  readonly plan: PhonePlan;
  /** Asked for by webwxpushloginurl: the phone shows its question at once. */
  readonly isPush: boolean;
  /** Of the page that asked. */
  readonly language: string;
  /** mod=desktop was asked for. */
  readonly desktop: boolean;
}

export class LoginCode {
  readonly uuid: string;
  readonly ticket: string;
  readonly dice: Dice;
  readonly plan: PhonePlan;
  readonly isPush: boolean;
  readonly language: string;
  readonly desktop: boolean;
  readonly polls = new Set<Poll>();
  state: CodeState = 'new';
  /** Unix seconds. */
  scannedAt = 0;
  /** A poll has heard of the scan. */
  told = false;
  /** The picture was fetched: that is when the phone sees it. */
  fetched = false;
  /** What the phone does next, and the end of the code's life. */
  next: Task<Doing> | undefined;
  end: Task<Doing> | undefined;

  constructor({ dice, plan, isPush, language, desktop }: CodeOptions) {
    this.uuid = mint.uuid(dice.fork('uuid'));
    this.ticket = mint.ticket(dice.fork('ticket'));
    this.dice = dice;
    this.plan = plan;
    this.isPush = isPush;
    this.language = language;
    this.desktop = desktop;
  }

  /** Whether the phone can still act on it. */
  get isOpen(): boolean {
    return this.state === 'new' || this.state === 'scanned';
  }

  scan(at: Moment): void {
    this.state = 'scanned';
    this.scannedAt = Math.floor(at.wall / 1000);
  }
}
