/** Header lists on their way to the wire. */
import { describe, expect, test } from 'vitest';
import { pairsOf, wireLines, wireText } from '../../src/proxy/headers.ts';

const any = { transferCoding: true };

describe('header lines', () => {
  test('keep order, case and duplicates', () => {
    const headers = pairsOf(['B', '1', 'a', '2', 'b', '3']);
    expect(wireLines(headers, any).lines).toEqual(['B', '1', 'a', '2', 'b', '3']);
  });

  test.each([
    [[['content-LENGTH', '12']], { length: 12 }],
    [[['Content-Length', '1e3']], {}],
    [[['Transfer-Encoding', 'Chunked']], { chunked: true }],
    [[['Transfer-Encoding', 'gzip, chunked']], { chunked: true }],
    [[['Transfer-Encoding', 'gzip']], { chunked: false }],
    [[['Connection', 'close']], { close: true }],
    [[['Connection', 'X, Close']], { close: true }],
    [[['Connection', 'keep-alive']], {}],
    [
      [
        ['X-Closed', 'close'],
        ['Content-Lengths', '3'],
      ],
      {},
    ],
  ] as const)('%j say how the body ends', (headers, framing) => {
    expect(wireLines(headers, any).framing).toEqual(framing);
  });

  test('lose their transfer coding where there can be none', () => {
    const headers = [
      ['Transfer-Encoding', 'chunked'],
      ['A', '1'],
    ] as const;
    expect(wireLines(headers, { transferCoding: false })).toEqual({ lines: ['A', '1'], framing: {} });
  });
});

test('text beyond Latin-1 becomes its bytes in UTF-8, other text stays', () => {
  expect(wireText('文')).toBe('\u00e6\u0096\u0087');
  expect(wireText('é')).toBe('é');
});
