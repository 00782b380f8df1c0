"""The kernels of a build: one fresh kernel a step, started while the steps before it still run."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterable
from queue import Empty
from tempfile import TemporaryDirectory

from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import KernelManager

from helpers.paths import Study

# what differs between two machines must not differ between two builds
ENVIRONMENT = {
    "PYTHONHASHSEED": "0",
    "MPLBACKEND": "Agg",
    "SOURCE_DATE_EPOCH": "1735689600",
    "JUPYTER_PREFER_ENV_PATH": "1",
    "TZ": "UTC",
}
# as it was installed with this Python; to look for others would import the whole of IPython
KERNELS = [f"{sys.prefix}/share/jupyter/kernels"]
# a kernel whose build is gone before the kernel watches for that would wait for ever, and hold the lock
ORPHAN = (
    "__import__('os').getppid()==int(__import__('os').environ['JPY_PARENT_PID']) or __import__('os')._exit(1)"
)


class Client(AsyncKernelClient):
    """Speaks to a kernel that nobody has spoken to."""

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Wait until the kernel answers, and until its output arrives.

        The library's own waits a fifth of a second more, for output of others, which a new kernel has not.

        Raises
        ------
        RuntimeError
            The kernel has died, or does not answer within `timeout` seconds.
        """
        end = time.monotonic() + (timeout or float("inf"))
        while await self.is_alive() and time.monotonic() < end:
            self.kernel_info()
            try:
                await self.get_shell_msg(timeout=1)
                await self.get_iopub_msg(timeout=0.2)
            except Empty:
                continue
            return
        raise RuntimeError("the kernel has died, or does not answer")


class Kernels:
    """The kernels, by the names of their notebooks; leaving the context kills them all.

    Starting a kernel and importing what its notebook imports takes longer than most steps. Modules are imported, but
    no name is bound: a notebook that forgets an import still fails. The kernels hold the build's lock too: one that
    outlives its build for a moment may still write.
    """

    def __init__(self, study: Study, lock: int) -> None:
        self.study = study
        self.lock = lock
        self.running: dict[str, KernelManager] = {}
        self.sockets = TemporaryDirectory(prefix="kernels-")

    def __enter__(self) -> Kernels:
        # a build started from inside JupyterLab is no live session: its notebooks show no forms
        os.environ.pop("JPY_SESSION_NAME", None)
        os.environ |= ENVIRONMENT | {
            "STUDY": str(self.study.root),
            "IPYTHONDIR": str(self.study.root / "build" / "ipython"),
        }
        return self

    def __exit__(self, *failure: object) -> None:
        for notebook in self.running:
            self.kill(notebook)
        for kernel in self.running.values():
            while kernel.is_alive():
                time.sleep(0.005)  # the library would look every tenth of a second
            kernel.shutdown_kernel(now=True)
        self.sockets.cleanup()

    def start(self, notebook: str, modules: Iterable[str]) -> None:
        """Begin to start the kernel of a notebook, which will import `modules`, unless it has one."""
        if notebook in self.running:
            return
        self.study.notebooks.mkdir(exist_ok=True)
        # by files, not by ports: a port that was free a moment ago may be another kernel's when this one asks for it
        kernel = KernelManager(
            kernel_name="python3",
            kernel_spec_manager=KernelSpecManager(kernel_dirs=KERNELS, ensure_native_kernel=False),
            client_class=f"{__name__}.Client",
            transport="ipc",
            ip=f"{self.sockets.name}/{notebook[:2]}",
        )
        lines = ";".join((ORPHAN, *(f"__import__({name!r})" for name in modules)))
        # nobody reads the history of a build
        options = [
            "--IPKernelApp.log_level=40",
            "--HistoryManager.enabled=False",
            f"--IPKernelApp.exec_lines={lines}",
        ]
        kernel.start_kernel(extra_arguments=options, cwd=str(self.study.notebooks), pass_fds=(self.lock,))
        self.running[notebook] = kernel

    def kill(self, notebook: str) -> None:
        """Kill a kernel without waiting for its end, which would take as long as a step."""
        kernel = self.running[notebook]
        if kernel.has_kernel:
            kernel.signal_kernel(signal.SIGKILL)
