import { describe, expect, test } from 'vitest';
import { LiveView } from '../../src/cli/capture-live.ts';
import { clientLine, newsLine, summary } from '../../src/cli/capture-words.ts';
import { Output } from '../../src/cli/output.ts';
import { plainStyle } from '../../src/decode/render/style.ts';
import { RecordingError } from '../../src/errors.ts';
import type { Exchange } from '../../src/exchange.ts';
import { HarReader } from '../../src/har/read.ts';
import { wechat } from '../../src/protocol/wechat/index.ts';
import { exchangeTo } from '../capture/exchanges.ts';
import { capture, driftwire } from './driftwire.ts';

const state = {
  exchanges: 1,
  failed: 0,
  open: 2,
  leftOpen: 0,
  bytes: 1500,
  waiting: 0,
  file: { path: 'x.har', entries: 1, size: 2_000_000 },
};

function live(fails?: Error): { view: LiveView; out: () => string; err: () => string } {
  let [out, err] = ['', ''];
  const sink = {
    write(text: string, done: (error?: Error) => void) {
      if (!fails) out += text;
      done(fails);
    },
  };
  const view = new LiveView({
    protocol: wechat,
    out: new Output(sink, 'standard output'),
    say: (line) => (err += `${line}\n`),
    style: plainStyle,
    width: Number.POSITIVE_INFINITY,
    terminal: { columns: 80, write: (text) => (err += text) },
    startedAt: Date.now(),
  });
  return { view, out: () => out, err: () => err };
}

async function recorded(name: string): Promise<Exchange[]> {
  const reader = await HarReader.open(capture(name));
  const exchanges: Exchange[] = [];
  for await (const { exchange } of reader.entries()) if (exchange) exchanges.push(exchange);
  await reader.close();
  return exchanges;
}

describe('the live view', () => {
  test('prints what decode would print of the same exchanges, but for what is in no table', async () => {
    const { view, out } = live();
    for (const exchange of await recorded('refused-1203.har')) view.exchange(exchange);
    await new Promise((resolve) => setImmediate(resolve));
    const lines = driftwire(['decode', capture('refused-1203.har'), '--format', 'table'])
      .stdout.split('\n')
      .slice(1);
    expect(out().split('\n')).toEqual(lines.filter((line) => !/ unknown /.test(line)));
    expect(out()).toContain('session.refused');
  });

  test('says nothing of other hosts', async () => {
    const { view, out } = live();
    view.exchange(exchangeTo('a'));
    view.exchange({
      ...exchangeTo('b'),
      request: { ...exchangeTo('b').request, url: 'https://qq.com.example.test/' },
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(out()).toBe('');
  });

  test('keeps its state below the lines', () => {
    const { view, err } = live();
    view.show(state, 70_000_000);
    expect(err()).toBe('\r\x1b[K0:00 · 1 exchange · 2 open · 1.5 kB · file 2.0 MB · memory 70.0 MB');
    view.say('hello');
    expect(err().split('\r\x1b[K').slice(2)).toEqual(['hello\n', expect.stringContaining('0:00')]);
    view.show({ ...state, failed: 1, waiting: 3 }, 7e7);
    expect(err()).toContain('1 failed · 2 open');
    expect(err()).toContain('3 not written');
  });

  test('goes on without a reader', async () => {
    const { view, err } = live(Object.assign(new Error('gone'), { code: 'EPIPE' }));
    for (const exchange of await recorded('refused-1203.har')) view.exchange(exchange);
    await new Promise((resolve) => setImmediate(resolve));
    view.exchange((await recorded('refused-1203.har'))[0]!);
    expect(err()).toBe('');
  });
});

describe('what a capture says', () => {
  test('each piece of news is one line that names the file or the number', () => {
    const error = new RecordingError('recording/not-writable', 'x.har cannot be written: the disk is full');
    expect(newsLine({ kind: 'full', error }, plainStyle)).toMatch(/x\.har cannot .* wait in memory/);
    expect(newsLine({ kind: 'recovered', exchanges: 2 }, plainStyle)).toMatch(
      /2 exchanges .* nothing was lost/,
    );
    expect(newsLine({ kind: 'gave-up', exchanges: 9 }, plainStyle)).toMatch(/not recorded/);
    expect(newsLine({ kind: 'body-lost', error }, plainStyle)).toMatch(/without its body/);
    expect(newsLine({ kind: 'moved', path: 'a', next: 'b' }, plainStyle)).toMatch(
      /a is no longer there.* b$/,
    );
  });

  test('a client that refuses the certificate is named by its host, with the fix', () => {
    const failure = { host: 'wx.qq.com\x1b[2J', reason: 'certificate-refused', message: '' } as const;
    const line = clientLine(failure, plainStyle);
    expect(line).toMatch(/refuses our certificate for wx\.qq\.com.*driftwire ca trust/);
    expect(line).not.toContain('\x1b');
  });

  test('the summary counts, warns of credentials and tells the next step', () => {
    const lines = summary(
      [state.file],
      { ...state, failed: 1, leftOpen: 2 },
      new Set(['a.test']),
      plainStyle,
    );
    expect(lines[0]).toBe('recorded 1 exchange, 1 of them failed, 2 left open');
    expect(lines.join('\n')).toMatch(
      /a\.test.*--all-hosts[\s\S]*credentials[\s\S]*driftwire timeline x\.har/,
    );
  });
});
