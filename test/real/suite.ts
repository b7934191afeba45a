import { execFileSync } from 'node:child_process';
import { Api } from '../cluster/api.ts';
import type { Finding, Place } from './finding.ts';
import { problemsOf } from './judge.ts';
import { bringUp, digests, images, type RunnerName } from './litmus.ts';
import { runTrial } from './run-trial.ts';
import { firstShop, openShops } from './shop.ts';
import { State } from './state.ts';
import { nameOf, type Trial } from './trial.ts';

/** The real LitmusChaos on a cluster, with one runner, and what was found there so far. */
export class Suite {
  readonly api: Api;
  readonly state: State;
  readonly shops: readonly string[];
  readonly #place: Omit<Place, 'namespace'>;

  private constructor(api: Api, state: State, shops: readonly string[], place: Omit<Place, 'namespace'>) {
    this.api = api;
    this.state = state;
    this.shops = shops;
    this.#place = place;
  }

  /** Brings everything up that is not there yet. Rejects when the images are not built or no cluster is running. */
  static async open(runner: RunnerName = 'chaos-runner', shops = 1): Promise<Suite> {
    await bringUp(runner);
    const api = await Api.fromKubeconfig();
    const place = { runner, shops, commit: commit(), tags: images(runner), digests: await digests(runner) };
    return new Suite(api, new State(), await openShops(api, shops), place);
  }

  /** What a trial finds, in a shop: it is carried out unless this was done before with the same image of the runner. */
  async find(trial: Trial, namespace = firstShop): Promise<Finding> {
    const name = nameOf(trial);
    const before = this.state.finished(name, this.#place.digests.runner);
    if (before !== undefined) return before;
    const finding = await runTrial(this.api, trial, { namespace, ...this.#place }, this.state.evidence(name));
    this.state.add(finding);
    console.log(progress(finding, problemsOf(finding)));
    return finding;
  }
}

/** One line on a finished trial. */
function progress(found: Finding, problems: readonly string[]): string {
  const { trial, namespace, targets, injected, reverted, gone, done, marks, load } = found;
  const seconds = (value: number | undefined): string => (value === undefined ? '-' : `${value} s`);
  return [
    `${namespace}: ${trial}: ${injected} of ${targets} injected`,
    `reverted ${seconds(reverted)}, pods gone ${seconds(gone)}, operator done ${seconds(done)}`,
    `marks ${JSON.stringify(marks)}, load ${load.join(' to ')}`,
    problems.length === 0 ? 'good' : `WRONG: ${problems.join('; ')}`,
  ].join('; ');
}

function commit(): string {
  const git = (...words: string[]): string => execFileSync('git', words, { encoding: 'utf8' }).trim();
  return (
    git('rev-parse', '--short=12', 'HEAD') +
    (git('status', '--porcelain', '--', 'src', 'machines') === '' ? '' : '-dirty')
  );
}
