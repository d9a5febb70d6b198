/** What is due and when: a heap whose tasks can be taken back. */

export interface Task<T> {
  readonly due: number;
  readonly what: T;
  /** Tasks due at one time come in the order in which they were added. */
  readonly order: number;
  /** Place in the heap; -1 once taken. */
  place: number;
}

/** Adding, taking and taking back cost the logarithm of the number of tasks. */
export class Agenda<T> {
  readonly #heap: Task<T>[] = [];
  #count = 0;

  get size(): number {
    return this.#heap.length;
  }

  /** When the next task is due. */
  get due(): number | undefined {
    return this.#heap[0]?.due;
  }

  add(due: number, what: T): Task<T> {
    const task: Task<T> = { due, what, order: this.#count++, place: this.#heap.length };
    this.#heap.push(task);
    this.#rise(task);
    return task;
  }

  /** Takes the next task if it is due by `now`. */
  take(now: number): Task<T> | undefined {
    const first = this.#heap[0];
    if (!first || first.due > now) return undefined;
    this.cancel(first);
    return first;
  }

  /** Does nothing for a task that was taken or cancelled before. */
  cancel(task: Task<T>): void {
    const { place } = task;
    if (place < 0 || this.#heap[place] !== task) return;
    task.place = -1;
    const last = this.#heap.pop()!;
    if (last === task) return;
    this.#put(last, place);
    this.#rise(last);
    this.#sink(last);
  }

  #put(task: Task<T>, place: number): void {
    this.#heap[place] = task;
    task.place = place;
  }

  #swap(one: Task<T>, other: Task<T>): void {
    const { place } = one;
    this.#put(one, other.place);
    this.#put(other, place);
  }

  #rise(task: Task<T>): void {
    while (task.place > 0) {
      const parent = this.#heap[(task.place - 1) >> 1]!;
      if (!isBefore(task, parent)) return;
      this.#swap(task, parent);
    }
  }

  #sink(task: Task<T>): void {
    for (;;) {
      const left = this.#heap[2 * task.place + 1];
      const right = this.#heap[2 * task.place + 2];
      const child = right && left && isBefore(right, left) ? right : left;
      if (!child || !isBefore(child, task)) return;
      this.#swap(task, child);
    }
  }
}

const isBefore = (one: Task<unknown>, other: Task<unknown>): boolean =>
  one.due < other.due || (one.due === other.due && one.order < other.order);
