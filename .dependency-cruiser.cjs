// The laws of the house (docs/architecture.md): a file imports from floors below or from its own room.
const floor = {
  0: "^src/domain/",
  1: "^src/(config|store)/",
  2: "^src/auth/",
  3: "^src/(models|views|chat)/",
  4: "^src/(gateway|doctor|onboard)/",
  5: "^commands/",
};
const above = (n) =>
  Object.entries(floor)
    .filter(([level]) => Number(level) > n)
    .map(([, path]) => path);

const onlyDownwards = [0, 1, 2, 3, 4].map((n) => ({
  name: `floor-${n}-imports-only-downwards`,
  comment: "A file imports only from floors below, or from its own room.",
  severity: "error",
  from: { path: floor[n] },
  to: { path: [...above(n), "^src/index"] },
}));

const roomsOfOneFloor = [
  ["config", "store"],
  ["store", "config"],
  ["models", "views|chat"],
  ["views", "models|chat"],
  ["chat", "models|views"],
  ["gateway", "doctor|onboard"],
  ["doctor", "gateway|onboard"],
  ["onboard", "gateway|doctor"],
].map(([room, others]) => ({
  name: `${room}-does-not-see-its-neighbours`,
  severity: "error",
  from: { path: `^src/${room}/` },
  to: { path: `^src/(${others})/` },
}));

const livesIn = (name, packages, home) => ({
  name,
  severity: "error",
  from: { path: "^(src|commands)/", pathNot: home },
  to: { path: packages },
});

module.exports = {
  forbidden: [
    ...onlyDownwards,
    ...roomsOfOneFloor,
    {
      name: "no-cycles",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    { name: "no-unresolvable", severity: "error", from: {}, to: { couldNotResolve: true } },
    { name: "src-never-imports-commands", severity: "error", from: { path: "^src/" }, to: { path: "^commands/" } },
    {
      name: "a-driver-imports-only-the-port",
      severity: "error",
      from: { path: "^src/store/drivers/" },
      to: {
        path: "^(src|commands)/",
        pathNot: "^src/(store/(store|make-directories|system-errors|drivers/)|domain/errors)",
      },
    },
    {
      name: "a-platform-sees-only-its-room-and-below",
      severity: "error",
      from: { path: "^src/chat/platforms/" },
      to: { path: "^(src|commands)/", pathNot: "^src/(chat|domain)/" },
    },
    {
      name: "only-the-opener-names-a-driver",
      severity: "error",
      from: { path: "^(src|commands)/", pathNot: "^src/(store/drivers/|auth/open)" },
      to: { path: "^src/store/drivers/" },
    },
    {
      name: "only-the-registry-names-a-platform",
      severity: "error",
      from: { path: "^(src|commands)/", pathNot: "^src/(chat/platforms/|chat/platforms\\.ts)" },
      to: { path: "^src/chat/platforms/" },
    },
    livesIn(
      "chat-libraries-live-in-platforms",
      "node_modules/(discord\\.js|grammy|@grammyjs)/",
      "^src/chat/platforms/",
    ),
    livesIn("databases-live-in-drivers", "node_modules/(lmdb|redis)/", "^src/store/drivers/"),
    livesIn("model-sdks-live-in-models", "node_modules/(ai|@ai-sdk)/", "^src/models/"),
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "node", "default", "types"] },
  },
};
