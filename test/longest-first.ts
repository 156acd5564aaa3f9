import { relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Files that take five seconds or more, in this order, so that none of them begins last and runs alone. First those that start many
 * processes: that costs 0.9 ms of CPU in a worker that has just begun, and 10 ms in one that holds 400 MB.
 */
export const longestFirst: readonly string[] = [
  'test/integration/environment/frozen-deaths.test.ts',
  'test/integration/lambda/deaths.test.ts',
  'test/integration/node-client/node-client.test.ts',
  'test/integration/placing/fleet-faults.test.ts',
  'test/integration/run/run.test.ts',
  'test/integration/deployed/deployed.test.ts',
  'test/integration/fleet/gather.test.ts',
  'test/integration/fleet/fleet.test.ts',
  'test/integration/run/endings.test.ts',
  'test/integration/faults/helpers.test.ts',
  'test/integration/environment/external-extensions.test.ts',
  'test/integration/report/compare-browser.test.ts',
  'test/integration/conclusions/five-ways.test.ts',
  'test/integration/report/ab.test.ts',
  'test/integration/report/report-interaction.test.ts',
  'test/integration/fleet/back-pressure.test.ts',
  'test/integration/placing/on-fargate.test.ts',
  'test/integration/lambda/lambda.test.ts',
  'test/integration/lambda/failures.test.ts',
  'test/integration/servers/plan-shop.test.ts',
  'test/integration/conclusions/validate.test.ts',
  'test/integration/environment/snapshot.test.ts',
  'test/calibration/connections/few-workers.test.ts',
  'test/integration/verdict/verdict.test.ts',
  'test/calibration/truth.test.ts',
  'test/integration/lambda/models.test.ts',
  'test/calibration/open-load.test.ts',
  'test/integration/package/library.test.ts',
  'test/integration/report/report-browser.test.ts',
  'test/integration/deployed/fresh-environments.test.ts',
  'test/integration/servers/server.test.ts',
  'test/integration/walls/isolation.test.ts',
  'test/integration/run/odd-inputs.test.ts',
  'test/integration/placing/fargate-tasks.test.ts',
  'test/integration/conclusions/plan-of-logs.test.ts',
  'test/calibration/final-answer.test.ts',
  'test/integration/verdict/disturbed.test.ts',
  'test/integration/walls/browser.test.ts',
  'test/integration/run/unprivileged.test.ts',
  'test/integration/walls/arguments.test.ts',
  'test/integration/run/live-page.test.ts',
  'test/calibration/threads.test.ts',
  'test/integration/deployed/cloudwatch-reports.test.ts',
  'test/integration/run/study.test.ts',
  'test/integration/report/report-phone.test.ts',
  'test/integration/python-client/python-client.test.ts',
  'test/integration/faults/places.test.ts',
  'test/integration/run/demands.test.ts',
  'test/integration/fleet/network.test.ts',
  'test/integration/tag/tag-lambda.test.ts',
  'test/integration/study/launch-and-idle.test.ts',
  'test/integration/run/who-answered.test.ts',
  'test/integration/fleet/sample-stream.test.ts',
  'test/integration/report/plan-browser.test.ts',
  'test/integration/conclusions/warm-start.test.ts',
  'test/integration/fleet/credentials.test.ts',
  'test/integration/lambda/runtimes.test.ts',
  'test/integration/local/local.test.ts',
  'test/integration/conclusions/cost.test.ts',
  'test/integration/servers/truth.test.ts',
  'test/integration/package/contents.test.ts',
  'test/integration/local/lambda-service.test.ts',
  'test/integration/fleet/bind.test.ts',
  'test/integration/study/snapshot.test.ts',
  'test/integration/lambda/resources.test.ts',
  'test/integration/local/projects.test.ts',
  'test/integration/fleet/clocks.test.ts',
  'test/integration/report/report-layout.test.ts',
];

/** Else as Vitest sorts them: projects one after another, larger files first. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const places = new Map(sorted.map(({ project }, index) => [project, index]));
    const rankOf = ({ moduleId }: TestSpecification) => {
      const rank = longestFirst.indexOf(relative(this.ctx.config.root, moduleId));
      return rank < 0 ? longestFirst.length : rank;
    };
    // `sort` is stable, and the last place of a project is behind those of the projects before it.
    return sorted.sort((a, b) => (places.get(a.project) ?? 0) - (places.get(b.project) ?? 0) || rankOf(a) - rankOf(b));
  }
}
