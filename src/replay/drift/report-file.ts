/** Reads the JSON of a drift report, for those who accept what it found. */
import { type Finding, severities } from './finding.ts';
import { readWritten } from './written.ts';

/** The findings. Throws `recording/bad-report` with `details.line` and `details.key`. */
export function readFindings(text: string, name: string): Finding[] {
  return readWritten(text, name, 'recording/bad-report', (file) =>
    file
      .get('findings')
      .items()
      .map((part) => {
        const word = (key: string): string => part.get(key).text();
        const print = part.get('fingerprint');
        if (!/^[0-9a-f]{12}$/.test(print.text())) print.fail('twelve hexadecimal digits');
        return {
          rule: word('rule'),
          severity: part.get('severity').text(severities) as Finding['severity'],
          endpoint: word('endpoint'),
          where: word('where'),
          message: word('message'),
          baseline: word('baseline'),
          observed: word('observed'),
          evidence: { baseline: [], observed: [] },
          consumers: [],
          fingerprint: print.text(),
        };
      }),
  );
}
