/** What a doctor found in a recording, as SARIF 2.1.0 for tools that show findings beside code. */
import type { Problem } from '../../har/problem.ts';
import type { DoctorView } from './doctor-text.ts';
import { sarifLocation, sarifLog } from './sarif.ts';

/** What a location needs beside the problem. */
export interface SarifView extends DoctorView {
  /** Version of the tool. */
  readonly version: string;
  /** Where in the recording it is, bytes; undefined where that is not known. */
  offsetOf(problem: Problem): number | undefined;
}

/** The log as one object, ready to be written as JSON. */
export function doctorSarif(view: SarifView): object {
  const rules = [...new Set(view.problems.map(({ rule }) => rule))].sort();
  return sarifLog({
    tool: 'driftwire doctor',
    version: view.version,
    file: view.title,
    rules: rules.map((rule) => ruleOf(rule, view)),
    results: view.problems.map((problem) => resultOf(problem, rules, view)),
  });
}

function ruleOf(id: string, { isQuirk, meaning }: SarifView): object {
  const text = meaning(id);
  return {
    id,
    ...(text !== undefined && { shortDescription: { text } }),
    defaultConfiguration: { level: isQuirk(id) ? 'note' : 'error' },
  };
}

function resultOf(problem: Problem, rules: readonly string[], view: SarifView): object {
  const { rule, entry, where, message } = problem;
  const place = entry === null ? where || '/' : `/log/entries/${entry}${where}`;
  return {
    ruleId: rule,
    ruleIndex: rules.indexOf(rule),
    level: view.isQuirk(rule) ? 'note' : 'error',
    message: { text: message },
    locations: [
      sarifLocation(
        view.title,
        view.offsetOf(problem),
        place,
        entry === null ? undefined : `log.entries[${entry}]`,
      ),
    ],
  };
}
