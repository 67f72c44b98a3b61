// Runs Lighthouse as a phone would see the site: four pages, four categories, each must reach 100.
// `make audit`, beside a running `make run`; PORT=8001 make audit for another port. Lighthouse makes
// the browser four times slower than it found it: where other programs were busy, it says so below.
import { execFileSync } from "node:child_process";

const site = process.argv[2];
const SLOW = 1000; // Lighthouse's measure of the machine; below, it warns that the points are too few.
const CATEGORIES = ["performance", "accessibility", "best-practices", "seo"];
const chrome = process.env.BROWSER_PATH ?? "/usr/bin/chromium";
const flags = "--headless=new --no-sandbox --disable-background-networking --disable-component-update --disable-sync --no-first-run";

const linked = async (path, pattern) => {
  const page = await (await fetch(site + path)).text();
  return page.match(pattern)[1];
};
const pages = {
  home: "/",
  list: "/answers/",
  answer: await linked("/answers/", /href="(\/answers\/[a-z0-9-]+\/)"/),
  clinic: await linked("/clinics/", /href="(\/clinics\/[a-z0-9-]+\/)"/),
};

const audit = (path) =>
  JSON.parse(
    execFileSync(
      "node_modules/.bin/lighthouse",
      [site + path, "--quiet", "--output=json", `--only-categories=${CATEGORIES}`, `--chrome-flags=${flags}`],
      { env: { ...process.env, CHROME_PATH: chrome }, maxBuffer: 2 ** 28 },
    ),
  );

let isPerfect = true;
for (const [name, path] of Object.entries(pages)) {
  const report = audit(path);
  const scores = CATEGORIES.map((category) => Math.round(report.categories[category].score * 100));
  isPerfect &&= scores.every((score) => score === 100);
  const failed = Object.values(report.audits).filter((one) => one.score !== null && one.score < 0.9);
  const speed = report.environment.benchmarkIndex;
  const doubt = speed < SLOW ? `(the machine was slow or busy: ${speed}, wanted ${SLOW})` : "";
  console.log(name.padEnd(8), scores.join(" "), failed.map((one) => one.id).join(", "), doubt);
}
process.exit(isPerfect ? 0 : 1);
