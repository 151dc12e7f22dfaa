/**
 * Ends a process on a system or a version of Node that cannot run the project, with one line that says what to do. Loaded by
 * dev/run.js, and by serverless with its first variable. Plain JavaScript, because an old Node does not load TypeScript.
 */
const MIN_MAJOR = 24;

const issueOf = ({ platform, versions }) => {
  if (platform === "win32")
    return "Despacho does not run on Windows itself. Use WSL (wsl --install), and clone and start it there.";
  if (Number.parseInt(versions.node, 10) >= MIN_MAJOR) return undefined;
  return `This is Node ${versions.node}; Node ${MIN_MAJOR} is needed. \`npm ci\` installs it as the package "node", which npm scripts and npx use; after --ignore-scripts, type \`npm ci\` once more.`;
};

const issue = issueOf(process);
if (issue !== undefined) {
  process.stderr.write(`${issue}\n`);
  process.exit(1);
}
