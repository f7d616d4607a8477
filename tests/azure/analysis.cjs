// Microsoft's Kusto language service on queries: {queries, columns} comes on stdin, what it finds in each goes to stdout.
require("@kusto/language-service-next/bridge.min.js");
require("@kusto/language-service-next/Kusto.Language.Bridge.min.js");

const { queries, columns } = JSON.parse(require("fs").readFileSync(0, "utf8"));
const { GlobalState, KustoCode, Symbols } = Kusto.Language;

const schema = Object.entries(columns).map(([name, type]) => `${name}:${type}`).join(", ");
const members = new (System.Collections.Generic.List$1(Symbols.Symbol).ctor)();
members.add(Symbols.TableSymbol.From(`(${schema})`).WithName("AppTraces"));
const database = new Symbols.DatabaseSymbol.$ctor3("workspace", null, members, false);
const globals = GlobalState.Default.WithDatabase(database);

const analyse = (query) => {
  const code = KustoCode.ParseAndAnalyze(query, globals);
  const words = [];
  for (let token = code.Syntax.GetFirstToken(); token; token = token.GetNextToken()) words.push(token.Text);
  return { findings: Bridge.toArray(code.GetDiagnostics()).map((found) => found.Message), words };
};
console.log(JSON.stringify(queries.map(analyse)));
