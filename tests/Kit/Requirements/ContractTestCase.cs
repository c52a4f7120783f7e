using Xunit.Abstractions;
using Xunit.Sdk;

namespace Mesh.Tests.Kit.Requirements;

/// <summary>A fact that asks the class it runs in what it needs.</summary>
internal sealed class ContractTestCase : XunitTestCase
{
    [Obsolete("for xunit, which fills it by Deserialize")]
    public ContractTestCase()
    {
    }

    public ContractTestCase(
        IMessageSink diagnostics,
        TestMethodDisplay display,
        TestMethodDisplayOptions options,
        ITestMethod method)
        : base(diagnostics, display, options, method)
    {
    }

    protected override string? GetSkipReason(IAttributeInfo factAttribute)
    {
        var needs = TestMethod.TestClass.Class.GetCustomAttributes(typeof(ImplementationNeedsAttribute))
            .Aggregate(Needs.None, (all, one) => all | one.GetNamedArgument<Needs>(nameof(Needs)));
        return base.GetSkipReason(factAttribute) ?? Requirement.Missing(needs);
    }
}
