using Mesh.Functions;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;

// Azure's executable; elsewhere src/Cli is.
var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
AppWiring.Configure(builder, AppSettings.Read(Environment.GetEnvironmentVariable));
await builder.Build().RunAsync();
