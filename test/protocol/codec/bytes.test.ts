/** Files: their format, size and kind. */
import { describe, expect, it } from 'vitest';
import { Body } from '../../../src/exchange.ts';
import { bytes } from '../../../src/protocol/codec/bytes.ts';
import { kindIn, valueIn } from './helpers.ts';

const latin1 = (text: string): Body => Body.ofBytes(Buffer.from(text, 'latin1'));

describe('decode', () => {
  it.each([
    ['\xff\xd8\xff\xe0\0\x10JFIF\0', 'image/jpeg', 'image'],
    ['\x89PNG\r\n\x1a\n\0\0', 'image/png', 'image'],
    ['GIF89a\x01\0', 'image/gif', 'image'],
    ['RIFF\x24\0\0\0WEBPVP8 ', 'image/webp', 'image'],
    ['ID3\x03\0', 'audio/mp3', 'audio'],
    ['\xff\xfb\x90\0', 'audio/mp3', 'audio'],
    ['#!AMR\n', 'audio/amr', 'audio'],
    ['\x02#!SILK_V3', 'audio/silk', 'audio'],
    ['\0\0\0\x18ftypmp42', 'video/mp4', 'video'],
    ['%PDF-1.4', 'application/pdf', 'document'],
    ['PK\x03\x04\x14\0', 'application/zip', 'archive'],
    ['\x1f\x8b\x08\0', 'application/gzip', 'archive'],
  ])('knows %j whatever was declared', (head, mime, kind) => {
    expect(valueIn(bytes.decode(latin1(head), 'application/octet-stream'))).toEqual({
      mime,
      size: head.length,
      kind,
    });
    expect(valueIn(bytes.decode(latin1(head)))).toMatchObject({ mime, kind });
  });

  it('falls back on what was declared', () => {
    expect(valueIn(bytes.decode(latin1('\0\x01\x02\x03'), 'Image/X; q=1'))).toEqual({
      mime: 'image/x',
      size: 4,
      kind: 'unknown',
    });
    expect(valueIn(bytes.decode(latin1('\0\x01\x02\x03')))).toMatchObject({
      mime: 'application/octet-stream',
    });
    expect(valueIn(bytes.decode(Body.ofText('中'), 'text/plain'))).toEqual({
      mime: 'text/plain',
      size: 3,
      kind: 'text',
    });
  });

  it('takes an empty file for one of no bytes', () => {
    expect(valueIn(bytes.decode(Body.empty, 'image/jpeg'))).toEqual({
      mime: 'image/jpeg',
      size: 0,
      kind: 'empty',
    });
  });

  it.each([
    ['<!DOCTYPE html><html></html>', 'image/jpeg', 'html'],
    ['{"BaseResponse":{"Ret":1101}}', 'text/plain', 'json'],
    ['<error><ret>1</ret></error>', '', 'xml'],
    ['Not found', 'image/jpeg', 'text'],
    ['window.code=400;', 'audio/mp3', 'js'],
  ])('says that %j declared as %j is no file', (text, type, kind) => {
    expect(kindIn(bytes.decode(Body.ofText(text), type))).toBe(kind);
  });

  it('lets a page be saved as a file', () => {
    const decoded = bytes.decode(Body.ofText('<html></html>'), 'application/octet-stream');
    expect(valueIn(decoded)).toMatchObject({ size: 13, kind: 'text' });
  });

  it('knows a picture that was recorded as text, without trusting lost characters alone', () => {
    expect(valueIn(bytes.decode(Body.ofText('\ufffd\ufffd\ufffd\ufffd\0\x10JFIF\0')))).toMatchObject({
      mime: 'image/jpeg',
    });
    expect(valueIn(bytes.decode(Body.ofText('\ufffdPNG\r\n\x1a\n')))).toMatchObject({ mime: 'image/png' });
    expect(valueIn(bytes.decode(Body.ofText('\ufffd\ufffd\ufffd\ufffd\ufffd')))).toMatchObject({
      kind: 'unknown',
    });
  });
});

describe('encode', () => {
  it.each([
    [{ mime: 'image/jpeg', size: 2022, kind: 'image' }],
    [{ mime: 'video/mp4', size: 12, kind: 'video' }],
    [{ mime: 'image/webp', size: 100, kind: 'image' }],
  ])('makes up a file for %j', (value) => {
    expect(valueIn(bytes.decode(bytes.encode(value)))).toEqual(value);
  });

  it('passes a body through, and refuses a size that is none', () => {
    const body = Body.ofText('x');
    expect(bytes.encode(body)).toBe(body);
    for (const size of [-1, 1.5, Number.NaN, 1e12, '5']) {
      expect(() => bytes.encode({ mime: 'image/png', size })).toThrow(
        expect.objectContaining({ code: 'recording/codec' }),
      );
    }
  });
});
