import { describe, expect, test } from "vitest";
import { emailTask, membershipTask, slipTask } from "../../test/support/orders.ts";
import { identifyTasks } from "./identified-task.ts";

const counter = (): (() => string) => {
  let count = 0;
  return () => {
    count += 1;
    return `id-${count}`;
  };
};

describe("identifyTasks", () => {
  test("every task gets its own id and keeps everything else", () => {
    const tasks = [slipTask("shipping", ["1"]), slipTask("royalties", ["2"])];
    expect(identifyTasks(tasks, counter())).toEqual([
      { ...tasks[0], taskId: "id-1" },
      { ...tasks[1], taskId: "id-2" },
    ]);
  });

  test("dependsOn becomes the id of the task with that key, whichever comes first", () => {
    const change = membershipTask("activate", "1");
    const email = emailTask("membership-changed", ["1"], change.key);
    expect(identifyTasks([email, change], counter())).toMatchObject([
      { taskId: "id-1", dependsOn: "id-2" },
      { taskId: "id-2" },
    ]);
  });

  test("a dependsOn key that no task has is refused", () => {
    const email = emailTask("membership-changed", ["1"], "membership:1:activate");
    expect(() => identifyTasks([email], counter())).toThrow("membership:1:activate");
  });
});
