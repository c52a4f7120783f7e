using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace Mesh.Tests.Runtime.Api;

/// <summary>
/// The app is compiled against these declarations here and against the real libraries for Azure: what they
/// declare must be exactly there, and what does not work there must not be offered here.
/// </summary>
public sealed class DeclaredApiTests
{
    private static readonly Type[] Declared = typeof(FunctionAttribute).Assembly.GetExportedTypes();

    [Fact]
    public void Every_declared_type_and_member_is_one_of_the_real_libraries()
    {
        var listing = ApiListing.Read(Path.Combine(AppContext.BaseDirectory, "Data", "public-api.txt"));
        var strangers = Declared.SelectMany(listing.FindStrangers).ToList();
        Assert.True(strangers.Count == 0, string.Join(Environment.NewLine, strangers));
        Assert.True(Declared.Length > 40, "the declarations were not found");
    }

    /// <summary>
    /// Refused by the client or the context of a function at run time, or replaced by a rule of ours: a
    /// class-based orchestrator, entities, HttpRequestData, host keys, causes that do not survive the hop.
    /// </summary>
    [Theory]
    [InlineData("RestartAsync")]
    [InlineData("RewindInstanceAsync")]
    [InlineData("GetOrchestrationHistoryAsync")]
    [InlineData("ListInstanceIdsAsync")]
    [InlineData("Version")]
    [InlineData("Entities")]
    [InlineData("ContinueAsNewOptions")]
    [InlineData("TaskVersion")]
    [InlineData("IsCausedBy")]
    [InlineData("ITaskOrchestrator")]
    [InlineData("TaskOrchestrator`2")]
    [InlineData("ITaskActivity")]
    [InlineData("TaskActivity`2")]
    [InlineData("DurableTaskRegistry")]
    [InlineData("DurableTaskAttribute")]
    [InlineData("EntityTriggerAttribute")]
    [InlineData("HttpRequestData")]
    [InlineData("HttpResponseData")]
    [InlineData("FromBodyAttribute")]
    [InlineData("HttpManagementPayload")]
    [InlineData("Function")]
    [InlineData("Admin")]
    public void What_fails_in_Azure_is_not_declared(string name)
    {
        Assert.DoesNotContain(Declared, type => type.Name == name);
        Assert.DoesNotContain(
            Declared.SelectMany(type => type.GetMembers()), member => member.Name == name);
    }

    [Fact]
    public void An_orchestration_has_no_properties_and_continues_without_options()
    {
        Assert.Null(typeof(TaskOrchestrationContext).GetProperty("Properties"));
        var continues = typeof(TaskOrchestrationContext).GetMethods()
            .Single(method => method.Name == nameof(TaskOrchestrationContext.ContinueAsNew));
        Assert.Equal([typeof(object), typeof(bool)], continues.GetParameters().Select(p => p.ParameterType));
    }
}
