/** Pairs of sessions of one protocol that differ in everything but the protocol. */
import { Client, usual } from './client.mjs';
import { dice, randomHabits, randomScenario, randomSession } from './random.mjs';

/**
 * Both end in the same manner, at another time: a server that ends a session where none was ended before is news.
 * @param {{ isOneClient?: boolean }} options one client: the habits stay the same
 */
export async function silentPair(lib, seed, { isOneClient = false } = {}) {
  const draw = dice(lib, seed);
  const end = draw.pick(['phone', 'client', 'open']);
  const habits = [0, 1].map(() => (isOneClient ? usual : randomHabits(draw)));
  // Either both let QR codes lapse, or one of them may.
  const isIdle = draw.chance(0.2);
  const sides = [];
  for (const side of [0, 1]) {
    const lapses = isIdle ? 2 + draw.upTo(2) : Number(draw.chance(0.05));
    const scenario = randomScenario(draw, { end, lapses, seed: seed * 2 + side });
    const client = new Client(lib, new lib.SimulatedWechat(lib.wechat, lib.complete(scenario)), {
      seed: seed * 2 + side,
      habits: habits[side],
      clock: new lib.VirtualClock(lib.noon + draw.upTo(300) * 86_400_000),
    });
    await randomSession(client, draw, {
      end,
      lapses,
      length: end === 'phone' ? 400_000 : 30_000 + draw.upTo(250_000),
    });
    sides.push(client.exchanges);
  }
  return sides;
}
