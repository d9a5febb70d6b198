/** Completes the modules that the benchmarks of drift work with, wherever they come from. */

/** The modules with what all benchmarks share. */
export function completed(modules) {
  return { ...modules, table: new modules.Table(modules.wechat), noon: Date.UTC(2026, 4, 4, 12) };
}
