/** Every command: a name, a line, and where its code is, so that only the one that runs is loaded. */
import type { Command } from './command.ts';

export interface CommandRow {
  readonly name: string;
  /** One line for the list of commands. */
  readonly says: string;
  readonly load: () => Promise<{ readonly default: Command }>;
}

/** In groups, as the list of commands shows them. */
export const groups: readonly { readonly title: string; readonly rows: readonly CommandRow[] }[] = [
  {
    title: 'Record',
    rows: [
      {
        name: 'capture',
        says: 'a session of a browser or any client, through a proxy, into a HAR',
        load: () => import('./capture.ts'),
      },
    ],
  },
  {
    title: 'Understand a recording',
    rows: [
      { name: 'decode', says: 'typed events, one JSON object a line', load: () => import('./decode.ts') },
      { name: 'timeline', says: 'states, spans, gaps and anomalies', load: () => import('./timeline.ts') },
      { name: 'trace', says: 'where every request value came from', load: () => import('./trace.ts') },
      {
        name: 'doctor',
        says: 'is the HAR valid? what is known of its exporter? repairs',
        load: () => import('./doctor.ts'),
      },
    ],
  },
  {
    title: 'Play it back',
    rows: [
      {
        name: 'serve',
        says: 'a backend from a recording, or a simulated one, for any client',
        load: () => import('./serve.ts'),
      },
      {
        name: 'replay',
        says: 'runs a recorded flow again, its values bound anew, against anybody',
        load: () => import('./replay.ts'),
      },
    ],
  },
  {
    title: 'Be the client',
    rows: [
      {
        name: 'login',
        says: 'the full client: QR code, session, sync, messages',
        load: () => import('./login.ts'),
      },
    ],
  },
  {
    title: 'Hear what changed',
    rows: [
      {
        name: 'baseline',
        says: 'what recordings teach, as a small file for git',
        load: () => import('./baseline.ts'),
      },
      {
        name: 'drift',
        says: 'what changed between recordings or baselines, and whom it breaks',
        load: () => import('./drift.ts'),
      },
      {
        name: 'accept',
        says: 'findings to live with, in a file that people review',
        load: () => import('./accept.ts'),
      },
      {
        name: 'check',
        says: 'runs a flow again, then drift: the one line for a pipeline',
        load: () => import('./check.ts'),
      },
    ],
  },
  {
    title: 'Set up',
    rows: [
      {
        name: 'ca',
        says: 'the root certificate: where it is, how to trust it',
        load: () => import('./ca.ts'),
      },
    ],
  },
  {
    title: 'Look things up',
    rows: [
      {
        name: 'protocol',
        says: 'the reference of a protocol, printed from its table',
        load: () => import('./protocol.ts'),
      },
      { name: 'schema', says: 'the JSON Schema of an output', load: () => import('./schema.ts') },
    ],
  },
  {
    title: 'Begin',
    rows: [
      {
        name: 'demo',
        says: 'the whole chain at work on this machine, against a simulated server',
        load: () => import('./demo.ts'),
      },
      {
        name: 'completion',
        says: 'the script that completes commands in a shell',
        load: () => import('./completion.ts'),
      },
    ],
  },
];

export const rows: readonly CommandRow[] = groups.flatMap((group) => group.rows);
