using Mesh.Domain.Errors;
using Mesh.Runtime.Functions;
using Mesh.Runtime.Functions.Discovery;
using Mesh.Tests.Kit;
using Mesh.Tests.Runtime.Http;
using Mesh.Tests.Runtime.Queues;
using Mesh.Tests.Runtime.Support;
using Mesh.Tests.Runtime.Timers;

namespace Mesh.Tests.Runtime.Functions;

/// <summary>What Azure would skip in silence or refuse at run time is refused at the start.</summary>
public sealed class DiscoveryTests
{
    [Theory]
    [InlineData(typeof(TwoNames), "function 'twice'", "used more than once")]
    [InlineData(typeof(Overloaded), "function 'overloaded'", "no overloads")]
    [InlineData(typeof(NotPublic), "function 'notPublic'", "public, at top level and not generic")]
    [InlineData(typeof(Outer.Nested), "function 'nested'", "public, at top level and not generic")]
    [InlineData(typeof(Generic<>), "function 'generic'", "public, at top level and not generic")]
    [InlineData(typeof(Hidden), "function 'hidden'", "a public method")]
    [InlineData(typeof(BadName), "function '1 bad name'", "starts with a letter")]
    [InlineData(typeof(NoTrigger), "function 'noTrigger'", "exactly one trigger, this one has 0")]
    [InlineData(typeof(TwoTriggers), "function 'twoTriggers'", "exactly one trigger, this one has 2")]
    [InlineData(typeof(WrongTimer), "function 'wrongTimer'", "is a TimerInfo")]
    [InlineData(typeof(QueueWithResult), "function 'queueWithResult'", "returns Task or nothing")]
    [InlineData(typeof(PlainHttp), "function 'plainHttp'", "returns IResult")]
    [InlineData(typeof(AdminRoute), "function 'adminRoute'", "begins with 'admin' or 'runtime'")]
    [InlineData(typeof(RuntimeRoute), "function 'runtimeRoute'", "begins with 'admin' or 'runtime'")]
    [InlineData(typeof(BadRoute), "function 'badRoute'", "the route 'x/{id' cannot be read")]
    [InlineData(typeof(UnknownParameter), "function 'unknownParameter'", "parameter 'other' (String)")]
    [InlineData(typeof(NumberFromRoute), "function 'numberFromRoute'", "parameter 'id' (Int32)")]
    [InlineData(typeof(WrongClient), "function 'wrongClient'", "parameter 'client' (String)")]
    [InlineData(typeof(InstanceOrchestrator), "function 'instanceOrchestrator'", "a static method")]
    [InlineData(
        typeof(NullableInput), "function 'nullableInput'", "'input' is one exact, concrete, non-nullable")]
    [InlineData(
        typeof(InterfaceInput), "function 'interfaceInput'", "'input' is one exact, concrete, non-nullable")]
    [InlineData(typeof(ContextInOrchestrator), "function 'contextInOrchestrator'", "at most one input")]
    [InlineData(
        typeof(ClientInOrchestrator), "function 'clientInOrchestrator'", "'client' is one exact, concrete")]
    [InlineData(
        typeof(SynchronousOrchestrator), "function 'synchronousOrchestrator'", "returns Task or Task<T>")]
    [InlineData(typeof(MoneyActivity), "function 'moneyActivity'", "Money.Amount is a decimal")]
    [InlineData(typeof(PairActivity), "function 'pairActivity'", "Pair.Sides is a tuple")]
    [InlineData(typeof(LooseOrchestrator), "function 'looseOrchestrator'", "Loose.Value is an object")]
    [InlineData(typeof(RawActivity), "function 'rawActivity'", "Raw.Parts[].Bytes is a byte[]")]
    [InlineData(
        typeof(ContextInActivity), "function 'contextInActivity'", "parameter 'context' (FunctionContext)")]
    [InlineData(typeof(ValueTaskActivity), "function 'valueTaskActivity'", "returns Task, Task<T>")]
    public void A_function_that_breaks_a_rule_is_refused_with_its_name_and_the_rule(
        Type type, string function, string rule)
    {
        var refused = Assert.Throws<MeshException>(() => FunctionDiscovery.Discover([type]));
        Assert.Equal("bad-function", refused.Code);
        Assert.Equal(ExitCode.BadInput, refused.ExitCode);
        Assert.Contains(function, refused.Message, StringComparison.Ordinal);
        Assert.Contains(type.Name.Split('`')[0], refused.Message, StringComparison.Ordinal);
        Assert.Contains(rule, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_functions_for_the_same_requests_are_refused()
    {
        using var folder = new ScratchFolder();
        var refused = Assert.Throws<MeshException>(
            () => RunningHost.Create(folder, [typeof(ClashingRoutes)]));
        Assert.Equal("bad-function", refused.Code);
        Assert.Contains(
            "'byId', 'byName' answer the same requests: GET X/{}", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("byOtherMethod", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_broken_rules_are_reported_at_once()
    {
        var refused = Assert.Throws<MeshException>(
            () => FunctionDiscovery.Discover(
                [typeof(Overloaded), typeof(WrongTimer), typeof(MoneyActivity)]));
        Assert.Contains("overloaded", refused.Message, StringComparison.Ordinal);
        Assert.Contains("wrongTimer", refused.Message, StringComparison.Ordinal);
        Assert.Contains("moneyActivity", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Functions_of_every_kind_are_found_with_their_triggers()
    {
        var table = FunctionDiscovery.Discover(
            [typeof(
                HttpProbes), typeof(QueueProbes), typeof(TickProbe), typeof(DurableProbes), typeof(Journal)]);
        Assert.Equal(
            ["Activity:Fail", "Activity:Pack", "Activity:Ship", "Http:start"],
            table.Functions
                .Where(function => function.Method.DeclaringType == typeof(DurableProbes)
                    && function.Kind != FunctionKind.Orchestrator)
                .Select(function => $"{function.Kind}:{function.Name}")
                .Order());
        var start = table.Functions.Single(function => function.Name == "start").Definition.InputBindings;
        Assert.Equal("httpTrigger", start["request"].Type);
        Assert.Equal("durableClient", start["client"].Type);
        Assert.Equal("orchestrationTrigger", TriggerOf("OrderOrchestrator"));
        Assert.Equal("activityTrigger", TriggerOf("Pack"));
        Assert.Equal("timerTrigger", TriggerOf("tick"));
        Assert.Equal("queueTrigger", TriggerOf("work"));
        Assert.NotNull(table.Find("orderorchestrator", FunctionKind.Orchestrator));
        Assert.Null(table.Find("orderorchestrator", FunctionKind.Activity));

        string TriggerOf(string name) =>
            table.Functions.Single(function => function.Name == name).Definition.InputBindings.Values
                .Single(binding => binding.Type.EndsWith("Trigger", StringComparison.Ordinal)).Type;
    }

    [Fact]
    public void Records_of_lists_of_themselves_may_travel() =>
        Assert.Null(PayloadRules.FindProblem(typeof(Fine)));

    [Fact]
    public void A_service_that_nobody_has_registered_is_missed_before_the_start()
    {
        using var folder = new ScratchFolder();
        var refused = Assert.Throws<MeshException>(
            () => RunningHost.Create(folder, [typeof(NeedsUnknownService)]));
        Assert.Equal("missing-service", refused.Code);
        Assert.Contains("needsUnknownService", refused.Message, StringComparison.Ordinal);
        Assert.Contains("IDisposable", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Journal", refused.Message, StringComparison.Ordinal);
    }
}
