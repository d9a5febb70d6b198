/** The heap of what is due. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Agenda } from '../../src/protocol/agenda.ts';

describe('an agenda', () => {
  test('gives tasks by time, and by their order where the times are equal', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 20 })), (times) => {
        const agenda = new Agenda<number>();
        times.forEach((due, index) => {
          agenda.add(due, index);
        });
        const taken = Array.from({ length: times.length }, () => agenda.take(20)?.what);
        const wanted = times
          .map((due, index) => ({ due, index }))
          .sort((one, other) => one.due - other.due || one.index - other.index)
          .map(({ index }) => index);
        expect(taken).toEqual(wanted);
        expect(agenda.take(20)).toBeUndefined();
      }),
    );
  });

  test('forgets what is cancelled, and nothing else', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.boolean())), (plans) => {
        const agenda = new Agenda<number>();
        const tasks = plans.map(([due], index) => agenda.add(due, index));
        plans.forEach(([, isCancelled], index) => {
          if (isCancelled) agenda.cancel(tasks[index]!);
        });
        const kept = plans.flatMap(([, isCancelled], index) => (isCancelled ? [] : [index]));
        expect(agenda.size).toBe(kept.length);
        const taken = kept.map(() => agenda.take(9)!.what);
        expect(taken.sort((one, other) => one - other)).toEqual(kept);
        for (const task of tasks) agenda.cancel(task);
        expect(agenda.size).toBe(0);
      }),
    );
  });

  test('gives nothing before its time', () => {
    const agenda = new Agenda<string>();
    agenda.add(10, 'later');
    expect(agenda.take(9)).toBeUndefined();
    expect(agenda.due).toBe(10);
    expect(agenda.take(10)?.what).toBe('later');
    expect(agenda.due).toBeUndefined();
  });
});
