/** What the benchmarks of drift take from the build, taken from the sources. */
import * as exchange from '../../../src/exchange.ts';
import * as json from '../../../src/json.ts';
import * as codecs from '../../../src/protocol/codec/index.ts';
import * as cookies from '../../../src/protocol/cookies.ts';
import * as dice from '../../../src/protocol/dice.ts';
import * as drive from '../../../src/protocol/drive.ts';
import * as fill from '../../../src/protocol/fill.ts';
import * as request from '../../../src/protocol/request.ts';
import * as shape from '../../../src/protocol/shape.ts';
import * as table from '../../../src/protocol/table.ts';
import * as url from '../../../src/protocol/url.ts';
import * as hosts from '../../../src/protocol/wechat/hosts.ts';
import { wechat } from '../../../src/protocol/wechat/index.ts';
import * as ages from '../../../src/protocol/wechat/simulated/ages.ts';
import * as backend from '../../../src/protocol/wechat/simulated/backend.ts';
import * as scenario from '../../../src/protocol/wechat/simulated/scenario.ts';
import * as compare from '../../../src/replay/drift/compare.ts';
import * as learn from '../../../src/replay/drift/learn.ts';

const base = new URL('../../../bench/lib/drift/', import.meta.url);
/** A file of the benchmarks. */
export const bench = (name: string) => import(new URL(name, base).href);

const { completed } = await bench('complete.mjs');

export const library = completed({
  ...exchange,
  ...json,
  ...codecs,
  ...cookies,
  ...dice,
  ...drive,
  ...fill,
  ...request,
  ...shape,
  ...table,
  ...url,
  ...hosts,
  ...ages,
  ...backend,
  ...scenario,
  ...compare,
  ...learn,
  wechat,
});
