using Xunit;

namespace Mesh.Tests.Kit.Requirements;

/// <summary>A theory that is skipped, with the reason, where this machine lacks what it needs.</summary>
[AttributeUsage(AttributeTargets.Method)]
public class NeedsTheoryAttribute : TheoryAttribute
{
    public NeedsTheoryAttribute(Needs needs) => Skip = Requirement.Missing(needs);
}
