using Xunit;

namespace Mesh.Tests.Kit.Requirements;

/// <summary>A fact that is skipped, with the reason, where this machine lacks what it needs.</summary>
[AttributeUsage(AttributeTargets.Method)]
public class NeedsFactAttribute : FactAttribute
{
    public NeedsFactAttribute(Needs needs) => Skip = Requirement.Missing(needs);
}
