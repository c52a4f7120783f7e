using Xunit;
using Xunit.Sdk;

namespace Mesh.Tests.Kit.Requirements;

/// <summary>
/// A fact of an abstract class that several implementations inherit. It is skipped, with the reason, for the
/// class whose <see cref="ImplementationNeedsAttribute"/> this machine does not meet.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("Mesh.Tests.Kit.Requirements.ContractFactDiscoverer", "Mesh.Tests.Kit")]
public sealed class ContractFactAttribute : FactAttribute;
