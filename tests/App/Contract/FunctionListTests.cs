using Mesh.Runtime.Durable;
using Mesh.Runtime.Functions;
using Mesh.Tests.App.Running;
using Microsoft.Extensions.DependencyInjection;

namespace Mesh.Tests.App.Contract;

/// <summary>On Azure a function that the build does not see is missing without a word.</summary>
public sealed class FunctionListTests
{
    [Fact]
    public async Task The_host_finds_exactly_the_functions_of_the_list()
    {
        await using var app = await TestApp.StartAsync();
        var found = app.Services.GetRequiredService<FunctionTable>().Functions
            .Select(function => $"{function.Kind.ToString().ToLowerInvariant()} {function.Name}")
            .Order(StringComparer.Ordinal);

        var listed =
            await File.ReadAllLinesAsync(Path.Combine(AppContext.BaseDirectory, "Contract", "functions.txt"));

        Assert.Equal(listed, found);
    }
}
