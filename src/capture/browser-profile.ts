/** Profiles for one run: they use our proxy, trust our root, and ask nobody anything at their start. */
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { UsageError } from '../errors.ts';

/** Where a browser is to send everything, and whose certificates it is to take. */
export interface Route {
  readonly host: string;
  readonly port: number;
  readonly rootPath: string;
  readonly rootName: string;
  readonly spkiHash: string;
}

export interface ProfileOptions extends Route {
  /** A new folder. */
  readonly folder: string;
  readonly url: string | undefined;
  /** There is nothing to show a window on. */
  readonly isHeadless: boolean;
  /** As root the sandbox of Chromium does not start. */
  readonly isRoot: boolean;
}

const blankPage = 'about:blank';

/** What Chromium does on its own, and a recording should not hold. */
const quietly = [
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-background-networking',
  '--disable-breakpad',
  '--disable-client-side-phishing-detection',
  '--disable-component-update',
  '--disable-default-apps',
  '--disable-domain-reliability',
  '--disable-sync',
  '--metrics-recording-only',
  '--password-store=basic',
  '--use-mock-keychain',
  '--disable-features=MediaRouter,OptimizationHints,Translate,AutofillServerCommunication,InterestFeedContentSuggestions',
];

/** The arguments for Chromium and its relatives. */
export function chromiumArguments(options: ProfileOptions): string[] {
  const { folder, host, port, spkiHash, url, isHeadless, isRoot } = options;
  return [
    `--user-data-dir=${folder}`,
    `--proxy-server=http://${hostText(host)}:${port}`,
    // Otherwise it would go to loopback addresses directly.
    '--proxy-bypass-list=<-loopback>',
    `--ignore-certificate-errors-spki-list=${spkiHash}`,
    '--disable-quic',
    ...quietly,
    ...(isRoot ? ['--no-sandbox'] : []),
    ...(isHeadless ? ['--headless=new'] : []),
    url ?? blankPage,
  ];
}

/** Fills the profile of Firefox and returns its arguments. Throws UsageError where there is no certutil. */
export async function firefoxArguments(options: ProfileOptions): Promise<string[]> {
  const { folder, url, isHeadless, rootName, rootPath } = options;
  writeFileSync(join(folder, 'user.js'), preferences(options));
  const store = ['-d', `sql:${folder}`];
  try {
    const run = promisify(execFile);
    await run('certutil', ['-N', ...store, '--empty-password']);
    await run('certutil', ['-A', ...store, '-t', 'C,,', '-n', rootName, '-i', rootPath]);
  } catch (error) {
    const why =
      (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no certutil here' : String(error);
    throw new UsageError('usage/browser', `Firefox cannot be made to trust the root certificate: ${why}`);
  }
  return [
    '--no-remote',
    '--new-instance',
    '--profile',
    folder,
    ...(isHeadless ? ['--headless'] : []),
    url ?? blankPage,
  ];
}

/** Without it Firefox takes its own server for settings, whatever the profile says. */
export const firefoxEnvironment = { MOZ_REMOTE_SETTINGS_DEVTOOLS: '1' };

function preferences({ host, port }: Route): string {
  const values: Readonly<Record<string, string | number | boolean>> = {
    'network.proxy.type': 1,
    'network.proxy.http': host,
    'network.proxy.http_port': port,
    'network.proxy.ssl': host,
    'network.proxy.ssl_port': port,
    'network.proxy.no_proxies_on': '',
    'network.proxy.allow_hijacking_localhost': true,
    'network.http.http3.enable': false,
    'network.captive-portal-service.enabled': false,
    'network.connectivity-service.enabled': false,
    'network.dns.disablePrefetch': true,
    'network.prefetch-next': false,
    'browser.shell.checkDefaultBrowser': false,
    'browser.startup.homepage_override.mstone': 'ignore',
    'browser.aboutwelcome.enabled': false,
    'browser.safebrowsing.downloads.remote.enabled': false,
    'browser.safebrowsing.malware.enabled': false,
    'browser.safebrowsing.phishing.enabled': false,
    'browser.search.update': false,
    'browser.region.update.enabled': false,
    'browser.region.network.url': '',
    'browser.newtabpage.enabled': false,
    'browser.newtabpage.activity-stream.unifiedAds.tiles.enabled': false,
    'browser.newtabpage.activity-stream.unifiedAds.spocs.enabled': false,
    'browser.topsites.contile.enabled': false,
    'browser.discovery.enabled': false,
    'dom.push.connection.enabled': false,
    'extensions.getAddons.cache.enabled': false,
    'extensions.systemAddon.update.enabled': false,
    'media.gmp-manager.updateEnabled': false,
    'app.shield.optoutstudies.enabled': false,
    'nimbus.rollouts.enabled': false,
    'browser.newtabpage.activity-stream.showSponsored': false,
    'browser.newtabpage.activity-stream.telemetry': false,
    'browser.newtabpage.activity-stream.feeds.section.topstories': false,
    'browser.newtabpage.activity-stream.feeds.system.topstories': false,
    'datareporting.healthreport.uploadEnabled': false,
    'toolkit.telemetry.server': 'data:,nothing',
    'services.settings.server': 'data:,nothing',
    'app.update.enabled': false,
    'app.normandy.enabled': false,
    'extensions.update.enabled': false,
    'datareporting.policy.dataSubmissionEnabled': false,
    'toolkit.telemetry.reportingpolicy.firstRun': false,
    'toolkit.telemetry.enabled': false,
  };
  return Object.entries(values)
    .map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`)
    .join('');
}

const hostText = (host: string): string => (host.includes(':') ? `[${host}]` : host);
