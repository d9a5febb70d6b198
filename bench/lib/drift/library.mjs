/** What the benchmarks of drift need of the built sources, in one object; the tests give the same from the sources. */
import { completed } from './complete.mjs';

const dist = new URL('../../../dist/', import.meta.url);
const load = async (path) => import(new URL(path, dist).href);

export async function library() {
  const modules = await Promise.all(
    [
      'exchange.js',
      'json.js',
      'protocol/drive.js',
      'protocol/dice.js',
      'protocol/fill.js',
      'protocol/cookies.js',
      'protocol/url.js',
      'protocol/request.js',
      'protocol/table.js',
      'protocol/shape.js',
      'protocol/codec/index.js',
      'protocol/wechat/index.js',
      'protocol/wechat/hosts.js',
      'protocol/wechat/simulated/backend.js',
      'protocol/wechat/simulated/scenario.js',
      'protocol/wechat/simulated/ages.js',
      'replay/drift/learn.js',
      'replay/drift/compare.js',
    ].map(load),
  );
  return completed(Object.assign({}, ...modules));
}
