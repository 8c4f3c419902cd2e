export default {
  roots: ["<rootDir>/test"],
  testMatch: ["**/*.test.ts"],
  testEnvironment: "node",
  extensionsToTreatAsEsm: [".ts"],
  moduleNameMapper: {
    "^(\\.{1,2}/.*)\\.js$": "$1",
    // The examples name the package as a stranger does.
    "^modelpin$": "<rootDir>/src/index.ts",
    "^modelpin/commands$": "<rootDir>/commands/slash/index.ts",
    "^modelpin/(discord|telegram|terminal)$": "<rootDir>/src/chat/platforms/$1.ts",
  },
  transform: {
    "^.+\\.ts$": [
      "@swc/jest",
      { jsc: { parser: { syntax: "typescript" }, target: "es2022" }, module: { type: "es6" } },
    ],
  },
  // Real processes and real servers: a generous ceiling against hangs, never a measurement.
  testTimeout: 120_000,
};
