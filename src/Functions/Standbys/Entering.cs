using Mesh.Domain.Errors;
using Mesh.Orchestrations.Runs;

namespace Mesh.Functions.Standbys;

/// <summary>Enters a run that an orchestration waits for.</summary>
internal static class Entering
{
    /// <summary>What was entered; what is in the way for now, so that it is asked again.</summary>
    /// <param name="enter">Enters it.</param>
    /// <param name="notYet">Makes the answer where something is in the way.</param>
    /// <exception cref="PermanentFailureException">It is refused, however often it is asked.</exception>
    public static async Task<T> TryAsync<T>(Func<Task<T>> enter, Func<string, T> notYet)
    {
        try
        {
            return await enter();
        }
        catch (MeshException error) when (error.Code is "component-busy" or "system-frozen")
        {
            return notYet(error.Message);
        }
        catch (MeshException error) when (error.ExitCode == ExitCode.BadInput)
        {
            throw new PermanentFailureException(error.Message, error);
        }
    }
}
