/** What a body is, whatever it was declared as. */
import { describe, expect, it } from 'vitest';
import { Body } from '../../../src/exchange.ts';
import { kindOf } from '../../../src/protocol/codec/sniff.ts';

const jpeg = Buffer.from('ffd8ffe000104a46494600010100', 'hex');

describe('kindOf', () => {
  it.each([
    ['', 'empty'],
    [' \r\n\t', 'empty'],
    ['\ufeff', 'empty'],
    ['<!DOCTYPE html>\n<html>', 'html'],
    ['\ufeff\n<!doctype HTML>', 'html'],
    ['<html lang="zh">', 'html'],
    ['<!-- page --><head>', 'html'],
    ['<?xml version="1.0"?><html xmlns="x">', 'html'],
    ['<script>location=1</script>', 'html'],
    ['<?xml version="1.0"?><error>', 'xml'],
    ['<error><ret>0</ret></error>', 'xml'],
    ['<msg/>', 'xml'],
    ['<headers><a/></headers>', 'xml'],
    ['<用户>', 'xml'],
    ['< 5', 'text'],
    ['{"Ret":0}', 'json'],
    [' [1]', 'json'],
    ['window.code=408;', 'js'],
    ['window.QRLogin.code = 200; window', 'js'],
    ['window.synccheck={retcode:"0"', 'js'],
    ['/* x */ var a = "b"', 'js'],
    ['window["code"]=1', 'js'],
    ['window.code=200', 'js'],
    ['sid=abc&uin=1', 'text'],
    ['uin=2663483803&sid=abc', 'text'],
    ['uin=2663483803', 'text'],
    ['a=true&b=1', 'text'],
    ['a == "b"', 'text'],
    ['hello', 'text'],
    ['你好', 'text'],
    ['\0\u0001\u0002', 'binary'],
    ['HTTP/1.1 0 -\r\n\0\0\0', 'binary'],
    ['\ufffd\ufffd\ufffd\ufffd data', 'binary'],
  ])('takes %j for %s', (text, kind) => {
    expect(kindOf(Body.ofText(text))).toBe(kind);
    if (!text.startsWith('\ufeff')) expect(kindOf(Body.ofBytes(Buffer.from(text)))).toBe(kind);
  });

  it('knows pictures by their bytes, and by what a text left of them', () => {
    expect(kindOf(Body.ofBytes(jpeg), 'text/plain')).toBe('binary');
    expect(kindOf(Body.ofBase64(jpeg.toString('base64')))).toBe('binary');
    expect(kindOf(Body.ofText(jpeg.toString('utf8')))).toBe('binary');
    expect(kindOf(Body.ofText(jpeg.toString('latin1')))).toBe('binary');
  });

  it('lets the content type decide where the text leaves a choice', () => {
    expect(kindOf(Body.ofText('true'), 'application/json')).toBe('json');
    expect(kindOf(Body.ofText('true'))).toBe('text');
    expect(kindOf(Body.ofText('done({"a":1})'), 'text/javascript')).toBe('js');
    expect(kindOf(Body.ofText('<a href="/">moved</a>'), 'text/html; charset=gbk')).toBe('html');
    expect(kindOf(Body.ofText('<a href="/">moved</a>'), 'text/plain')).toBe('xml');
    expect(kindOf(Body.ofText('a=1;b=2'), 'application/x-www-form-urlencoded')).toBe('text');
  });

  it('looks at the start only, so that size costs nothing', () => {
    expect(kindOf(Body.ofText(`{${' '.repeat(5_000_000)}`))).toBe('json');
    expect(kindOf(Body.ofText(`a${'.'.repeat(1_000_000)}`))).toBe('text');
    expect(kindOf(Body.ofText('<?a?>'.repeat(400_000)))).toBe('xml');
  });
});
